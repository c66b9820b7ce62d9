package io.redismigration.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {
  private static final String HISTORY = "a".repeat(40);
  private static final CheckpointLocation LAST = new CheckpointLocation(15);
  private static RedisServers servers;
  private static RedisServer target;

  @BeforeAll
  static void startTarget() {
    servers = RedisServers.standard();
    target = servers.start("7.0");
  }

  @AfterAll
  static void stopTarget() {
    servers.close();
  }

  @BeforeEach
  void empty() {
    target.command("FLUSHALL");
  }

  @Test
  void aClaimKeepsAnotherRunAwayAndSaysHowToRemoveIt() {
    try (CheckpointStore first = store("first", 1);
        CheckpointStore second = store("second", 1)) {
      first.claim(LAST);

      assertThat(first.claim(LAST)).isEqualTo(Checkpoint.loading("first", 1));
      assertThatThrownBy(() -> second.claim(LAST))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.TargetClaimedByAnotherRun);
                assertThat(e).hasMessageContaining("first");
                assertThat(e.remedy()).contains("redis-cli -n 15 DEL redis-migration:checkpoint");
              });
      assertThat(second.findAll()).containsOnlyKeys(15);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"6.2", "7.0", "newest", "valkey-9.1"})
  void aSilentReplicaIsBehindWhateverConnectionWroteLast(String version) throws Exception {
    RedisServer primary = servers.start(version);
    RedisServer replica = servers.start(version);
    replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
    await().until(() -> replica.info("master_link_status").filter("up"::equals).isPresent());
    try (CheckpointStore store =
        new CheckpointStore(
            new SocketDialer(),
            ConnectionSettings.to(new Endpoint(primary.host(), primary.port())),
            16,
            "run",
            1)) {
      store.claim(LAST);
      store.awaitReplicas(LAST, 1, Duration.ofSeconds(10));

      replica.freeze();
      primary.command("SET", "written", "by another connection");

      assertThatThrownBy(() -> store.awaitReplicas(LAST, 1, Duration.ofMillis(200)))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.TargetReplicasBehind));
    }
  }

  @Test
  void aLaterWorkerTakesOverAndEndsTheEarlierOnesConnections() throws Exception {
    try (CheckpointStore earlier = store("run", 1);
        CheckpointStore later = store("run", 2);
        RedisConnection lane =
            RedisConnection.open(
                new SocketDialer(),
                settings().withClientName(new ClientName("run", 1, "lane").toString()))) {
      earlier.claim(LAST);
      earlier.streaming(LAST, HISTORY, 500, 3, new TargetInstance());

      Checkpoint taken = later.takeOver(LAST);

      assertThat(taken).isEqualTo(Checkpoint.streaming("run", 2, HISTORY, 500, 500, 3));
      assertThatThrownBy(() -> lane.call("PING")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> earlier.commit(LAST, 0))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EpochSuperseded));
    }
  }

  @Test
  void aRestartEmptiesExactlyTheNamedDatabases() throws Exception {
    try (CheckpointStore store = store("run", 1)) {
      store.claim(LAST);
      for (String database : List.of("0", "1", "2")) {
        try (var connection = target.connect()) {
          connection.command("SELECT", database);
          connection.command("SET", "key", "value");
        }
      }

      store.restart(LAST, Set.of(0, 2), new TargetInstance());

      assertThat(target.info("db0")).isEmpty();
      assertThat(target.info("db1")).isPresent();
      assertThat(target.info("db2")).isEmpty();
      assertThat(store.read(LAST)).contains(Checkpoint.loading("run", 1));
    }
  }

  @Test
  void aRestartEndsWhatThisWorkerMayStillHaveUnderWay() throws Exception {
    try (CheckpointStore store = store("run", 2);
        RedisConnection lane = named("run", 2, ClientName.LANE);
        RedisConnection earlier = named("run", 1, ClientName.SNAPSHOT);
        RedisConnection control = named("run", 2, "control");
        RedisConnection other = named("another", 2, ClientName.LANE)) {
      store.claim(LAST);

      store.restart(LAST, Set.of(), new TargetInstance());

      for (RedisConnection ended : List.of(lane, earlier)) {
        assertThatThrownBy(() -> ended.call("PING")).isInstanceOf(IOException.class);
      }
      assertThat(control.call("PING").isError()).isFalse();
      assertThat(other.call("PING").isError()).isFalse();
    }
  }

  @Test
  void aTargetThatWasRestartedSinceHoldsNoSnapshot() throws Exception {
    try (CheckpointStore store = store("run", 1)) {
      TargetInstance instance = new TargetInstance();
      store.claim(LAST);
      store.restart(LAST, Set.of(), instance);
      target.stopSaving();
      target.restart();

      refuses(Reason.TargetRestarted, () -> store.streaming(LAST, HISTORY, 1, 0, instance));

      assertThat(store.read(LAST)).contains(Checkpoint.loading("run", 1));
    }
  }

  @Test
  void aRunIsTakenOverWhereConnectionsMayNotBeEnded() throws Exception {
    target.command("ACL", "SETUSER", "modest", "on", ">secret", "~*", "+@all", "-client");
    ConnectionSettings modest = settings().withUser("modest", "secret"::toCharArray);
    try (CheckpointStore earlier = store("run", 1);
        CheckpointStore later = new CheckpointStore(new SocketDialer(), modest, 16, "run", 2)) {
      earlier.claim(LAST);

      Checkpoint taken = later.takeOver(LAST);

      assertThat(taken.epoch()).isEqualTo(2);
    }
  }

  private static RedisConnection named(String run, long epoch, String role) throws IOException {
    return RedisConnection.open(
        new SocketDialer(), settings().withClientName(new ClientName(run, epoch, role).toString()));
  }

  @Test
  void aCommitIsFinalAndNeverSpeaksOfMoreThanTheTargetHolds() {
    try (CheckpointStore store = store("run", 1)) {
      store.claim(LAST);
      refuses(Reason.CheckpointWentBack, () -> store.commit(LAST, 0));
      store.streaming(LAST, "0".repeat(40), 100, 0, new TargetInstance());
      refuses(Reason.CheckpointWentBack, () -> store.commit(LAST, 101));
      store.commit(LAST, 100);
      store.commit(LAST, 100);
      target.command("SET", "first", "write of a client");

      refuses(Reason.AlreadyCommitted, () -> store.restart(LAST, Set.of(0), new TargetInstance()));
      refuses(
          Reason.AlreadyCommitted,
          () -> store.streaming(LAST, "0".repeat(40), 200, 0, new TargetInstance()));

      assertThat(target.command("GET", "first")).isEqualTo("write of a client");
    }
  }

  private static void refuses(Reason reason, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aCheckpointThatWentAwayIsNoticed() {
    try (CheckpointStore store = store("run", 1)) {
      store.claim(LAST);
      target.command("FLUSHALL");

      assertThatThrownBy(() -> store.commit(LAST, 0))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CheckpointMissing));
    }
  }

  @Test
  void aKeyOfAnotherKindIsNotOverwritten() {
    target.command("RPUSH", CheckpointLocation.KEY, "somebody's");
    try (CheckpointStore store = store("run", 1)) {
      assertThatThrownBy(store::findAll)
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CheckpointUnreadable));
    }
  }

  @Test
  void onlyOurOwnIsRemoved() {
    try (CheckpointStore first = store("first", 1);
        CheckpointStore second = store("second", 1)) {
      first.claim(LAST);
      second.claim(new CheckpointLocation(3));

      first.remove();

      assertThat(first.findAll()).containsOnlyKeys(3);
    }
  }

  @Test
  void aRestartedTargetIsReachedAgain() {
    try (CheckpointStore store = store("run", 1)) {
      store.claim(LAST);
      target.stopSaving();
      target.restart();

      assertThat(store.streaming(LAST, "0".repeat(40), 1, 0, new TargetInstance()).state())
          .isEqualTo(CheckpointState.STREAMING);
    }
  }

  @Test
  void thePlaceIsTheHighestDatabaseNobodyCopiesInto() {
    assertThat(CheckpointLocation.place(16, Set.of(0, 15)).database()).isEqualTo(14);
    assertThat(CheckpointLocation.place(2, Set.of(0, 1)).database()).isEqualTo(1);
  }

  private static ConnectionSettings settings() {
    return ConnectionSettings.to(new Endpoint(target.host(), target.port()));
  }

  private static CheckpointStore store(String run, long epoch) {
    return new CheckpointStore(new SocketDialer(), settings(), 16, run, epoch);
  }
}
