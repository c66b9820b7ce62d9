package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("a thread dies here, and whoever awaits something meanwhile takes it for one of theirs")
class OrderedLaneTest {

  @Test
  @Timeout(30)
  void aLaneWhoseThreadDiesTellsWhoWaitsForIt() {
    OrderedLaneSettings settings =
        OrderedLaneSettings.of(
            new ClientName("run", 1, ClientName.LANE),
            new CheckpointLocation(15),
            Capabilities.of(ServerIdentity.redis("7.0.15")));
    try (OrderedLane lane =
        new OrderedLane(
            () -> {
              throw new LinkageError("a class is missing");
            },
            settings,
            new Throttle(),
            Checkpoint.streaming("run", 1, "a".repeat(40), 1, 1, 0),
            new HeardOfBatches())) {
      lane.start();

      assertThatThrownBy(() -> lane.ask("PING"))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseInstanceOf(LinkageError.class);
    }
  }
}
