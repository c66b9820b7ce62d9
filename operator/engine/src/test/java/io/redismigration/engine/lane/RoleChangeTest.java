package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A target that turns into a replica, or back into a primary, while a batch is on its way: each
 * command is done once, in its order, by servers of every age.
 */
class RoleChangeTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final CheckpointLocation LAST = new CheckpointLocation(15);
  private static final Checkpoint STORED = Checkpoint.streaming("run", 1, "?", 10, 10, 0);
  private static final Checkpoint NEXT = Checkpoint.streaming("run", 1, "?", 20, 10, 0);
  private static final int PUSHED = 9;

  /** SELECT, the pushes, and SELECT and SET of the checkpoint. */
  private static final int ALL = 1 + PUSHED + 2;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private final HeardOfBatches heard = new HeardOfBatches();
  private RedisServer target;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchWhoseSecondHalfIsRefusedIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(() -> {}, 5, this::becomesReplica);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchWhoseFirstHalfIsRefusedIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(this::becomesReplica, 5, this::becomesPrimary);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aBatchAcceptedBeforeTheChangeIsDoneOnce(String version) throws Exception {
    target = servers.start(version);
    doneOnce(() -> {}, ALL, this::becomesReplica);
  }

  private void becomesReplica() {
    target.command("SLAVEOF", "127.0.0.1", "1");
  }

  private void becomesPrimary() {
    target.command("SLAVEOF", "NO", "ONE");
  }

  /** Delivers a batch to a target whose role changes before it, and after some of its commands. */
  private void doneOnce(Runnable before, int commands, Runnable inTheMiddle) throws Exception {
    store();
    InterruptedConnections batchOnItsWay = new InterruptedConnections(commands, inTheMiddle);
    try (OrderedLane lane =
        new OrderedLane(
            () -> batchOnItsWay.connect(target), settings(), new Throttle(), STORED, heard)) {
      lane.start();
      OrderedBatch batch = lane.batch();
      batch.database(0);
      for (int i = 0; i < PUSHED; i++) {
        batch.begin(3).arg("RPUSH").arg("list").arg(i);
      }
      batch.finish(NEXT, LAST, NEXT.applied());
      before.run();
      lane.submit();
      Waiting.until(
          "the lane has met the change",
          LIMIT,
          () ->
              batchOnItsWay.happened()
                  && (lane.isIdle()
                      || lane.status().reason().equals(Optional.of(Reason.TargetNotWritable))));
      becomesPrimary();
      lane.drain();
    }

    assertThat(target.command("LRANGE", "list", "0", "-1"))
        .isEqualTo(IntStream.range(0, PUSHED).mapToObj(Integer::toString).toList());
    assertThat(heard.calls()).containsExactly("confirmed");
  }

  private void store() {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", "15");
      connection.command("SET", CheckpointLocation.KEY, STORED.text());
    }
  }

  private OrderedLaneSettings settings() {
    String info = (String) target.command("INFO", "server");
    return OrderedLaneSettings.of(
        new ClientName("run", 1, "lane"), LAST, Capabilities.of(ServerIdentity.fromInfo(info)));
  }
}
