package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A batch that empties databases has to write its checkpoint anew, and yet never claims a target
 * that somebody else has emptied.
 */
class WholeDatabaseTest {
  private static final CheckpointLocation LAST = new CheckpointLocation(15);
  private static final Checkpoint STORED = Checkpoint.streaming("run", 1, "?", 10, 10, 0);
  private static final Checkpoint BETWEEN = Checkpoint.streaming("run", 1, "?", 20, 10, 0);
  private static final Checkpoint NEXT = Checkpoint.streaming("run", 1, "?", 30, 20, 0);
  private static final int NEVER = Integer.MAX_VALUE;

  /** SELECT, SET, SELECT, FLUSHDB, and SELECT and SET of the checkpoint. */
  private static final int ALL = 6;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private final HeardOfBatches heard = new HeardOfBatches();
  private RedisServer target;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "7.0", "valkey-9.1"})
  void theCheckpointSurvives(String version) throws Exception {
    target = servers.start(version);
    store(STORED.text());

    deliver(new InterruptedConnections(NEVER, () -> {}), () -> {});

    assertThat(stored()).isEqualTo(NEXT.text());
    assertThat(target.command("GET", "key")).isEqualTo("new");
    assertThat(heard.calls()).containsExactly("confirmed", "confirmed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "7.0", "valkey-9.1"})
  void aTargetThatOthersEmptiedIsLeftAlone(String version) {
    target = servers.start(version);
    store(STORED.text());

    assertLeftAlone(new InterruptedConnections(NEVER, () -> {}), this::othersEmptyIt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "7.0", "valkey-9.1"})
  void aTargetThatOthersEmptyWhileTheBatchIsOnItsWayIsLeftAlone(String version) {
    target = servers.start(version);
    store(STORED.text());

    assertLeftAlone(new InterruptedConnections(ALL, this::othersEmptyIt), () -> {});
  }

  private void othersEmptyIt() {
    target.command("FLUSHALL");
  }

  private void assertLeftAlone(InterruptedConnections connections, Runnable between) {
    assertThatThrownBy(() -> deliver(connections, between))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CheckpointMissing));
    assertThat(target.command("DBSIZE")).isEqualTo(0L);
    assertThat(stored()).isNull();
    assertThat(heard.calls()).containsExactly("confirmed");
  }

  private void deliver(InterruptedConnections connections, Runnable between) throws Exception {
    String info = (String) target.command("INFO", "server");
    OrderedLaneSettings settings =
        OrderedLaneSettings.of(
            new ClientName("run", 1, "lane"), LAST, Capabilities.of(ServerIdentity.fromInfo(info)));
    try (OrderedLane lane =
        new OrderedLane(
            () -> connections.connect(target), settings, new Throttle(), STORED, heard)) {
      lane.start();
      OrderedBatch batch = lane.batch();
      batch.database(0);
      batch.begin(3).arg("SET").arg("key").arg("value");
      batch.finish(BETWEEN, LAST, BETWEEN.applied());
      lane.submit();
      lane.drain();
      between.run();
      batch = lane.batch();
      batch.database(0);
      batch.begin(3).arg("SET").arg("key").arg("new");
      batch.database(LAST.database());
      batch.begin(1).arg("FLUSHDB");
      batch.event(DatabaseEvent.Kind.FLUSH, LAST.database(), LAST.database());
      batch.finish(NEXT, LAST, NEXT.applied());
      lane.submit();
      lane.drain();
    }
  }

  private void store(String checkpoint) {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", "15");
      connection.command("SET", CheckpointLocation.KEY, checkpoint);
    }
  }

  private Object stored() {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", "15");
      return connection.command("GET", CheckpointLocation.KEY);
    }
  }
}
