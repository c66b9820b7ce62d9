package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.Reason;
import io.redismigration.engine.RotatedSecret;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.net.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that go away, and come back with less than they had. */
class SetbackTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int KEYS = 3_000;

  /** Microseconds the source pauses after each key of a snapshot: one lasts some seconds. */
  private static final String SLOW = "1000";

  private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;
  private final AtomicReference<String> writers = new AtomicReference<>();
  private RedisServer source;
  private RedisServer target;
  private FaultProxy toTarget;
  private RedisControl sourceControl;
  private RedisControl targetControl;

  @AfterEach
  void stopServers() {
    sourceControl.close();
    targetControl.close();
    toTarget.close();
    servers.close();
  }

  @Test
  void aSourceThatDiesInTheSnapshotIsCopiedAnew() throws Exception {
    given("yes");
    source.command("SAVE");
    source.command("CONFIG", "SET", "rdb-key-save-delay", SLOW);
    try (Replication replication = replication(false, 0)) {
      awaitPartOfTheSnapshot(replication);

      source.kill9();
      source.restart();

      awaitStreaming(replication);
      assertThat(replication.status().fullResyncs()).isEqualTo(2);
      assertSameData();
    }
  }

  @Test
  void aSourceThatDropsTheLinkInTheSnapshotIsCopiedAnew() throws Exception {
    given("yes");
    source.command("CONFIG", "SET", "rdb-key-save-delay", SLOW);
    try (Replication replication = replication(false, 0)) {
      awaitPartOfTheSnapshot(replication);

      source.command("CONFIG", "SET", "rdb-key-save-delay", "0");
      source.command("CLIENT", "KILL", "TYPE", "replica");

      awaitStreaming(replication);
      assertSameData();
    }
  }

  @Test
  void aTargetAwayBeforeTheFullSyncIsWaitedFor() throws Exception {
    given("no");
    try (Replication replication = prepared(false)) {
      toTarget.refuse();
      toTarget.cut();
      replication.start();
      await()
          .atMost(LONG)
          .until(() -> replication.status().doing().contains("no connection to the target"));

      toTarget.resume();

      awaitStreaming(replication);
      assertThat(replication.status().fullResyncs()).isEqualTo(1);
      assertSameData();
    }
  }

  @Test
  void aTargetAwayAtTheEndOfTheFullSyncIsWaitedFor() throws Exception {
    given("no");
    try (Replication replication = replication(false, 1_000)) {
      awaitPartOfTheSnapshot(replication);

      toTarget.refuse();
      toTarget.cut();
      await().atMost(LONG).until(() -> !replication.status().doing().contains("copying"));
      toTarget.resume();
      replication.throttle().limit(0, 0);

      awaitStreaming(replication);
      assertThat(replication.status().fullResyncs()).isEqualTo(1);
      assertSameData();
    }
  }

  @Test
  void aPasswordOfTheTargetRotatedInTheFullSyncIsWaitedFor() throws Exception {
    given("no");
    rotateTarget("first");
    RotatedSecret secret = new RotatedSecret("first");
    UnaryOperator<ConnectionSettings> user = to -> to.withUser("app", secret);
    try (Replication replication = prepared(false, user)) {
      replication.throttle().limit(0, 1_000);
      rotateTarget("second");
      toTarget.cut();
      replication.start();
      awaitRefused(replication);
      secret.refresh("second");

      awaitPartOfTheSnapshot(replication);
      rotateTarget("third");
      toTarget.cut();
      awaitRefused(replication);
      secret.refresh("third");
      replication.throttle().limit(0, 0);

      awaitStreaming(replication);
      assertThat(replication.status().fullResyncs()).isEqualTo(1);
      assertSameData();
    }
  }

  private void rotateTarget(String password) {
    target.command("ACL", "SETUSER", "app", "on", "resetpass", ">" + password, "~*", "&*", "+@all");
  }

  private static void awaitRefused(Replication replication) {
    await()
        .atMost(LONG)
        .until(() -> replication.status().doing().contains("the target refuses the password"));
  }

  @Test
  void aTargetThatComesBackEmptyInTheFullSyncIsFilled() throws Exception {
    given("no");
    try (Replication replication = replication(false, 1_000)) {
      awaitPartOfTheSnapshot(replication);

      target.restartEmpty();
      replication.throttle().limit(0, 0);

      awaitStreaming(replication);
      assertSameData();
    }
  }

  @Test
  void aTargetThatComesBackWithAPartOfTheSnapshotIsFilledAnew() throws Exception {
    given("no");
    try (Replication replication = replication(false, 1_000)) {
      awaitPartOfTheSnapshot(replication);
      target.command("SAVE");

      target.kill9();
      target.restart();
      replication.throttle().limit(0, 0);

      awaitStreaming(replication);
      assertSameData();
    }
  }

  @Test
  void aTargetThatComesBackEmptyIsFilledAgainWhereThatIsWished() throws Exception {
    given("no");
    try (Replication replication = replication(true, 0)) {
      awaitStreaming(replication);

      target.restartEmpty();
      source.command("SET", "one", "more");

      await().atMost(LONG).until(() -> replication.status().fullResyncs() == 2);
      awaitStreaming(replication);
      assertThat(replication.dirty().overflowed()).isTrue();
      assertSameData();
    }
  }

  @Test
  void aTargetThatComesBackWithAPartOfTheSnapshotIsFilledAgainWhereThatIsWished() throws Exception {
    given("no");
    try (Replication replication = replication(true, 1_000)) {
      awaitPartOfTheSnapshot(replication);
      target.command("SAVE");
      replication.throttle().limit(0, 0);
      awaitStreaming(replication);

      target.kill9();
      target.restart();
      source.command("SET", "one", "more");

      await().atMost(LONG).until(() -> replication.status().fullResyncs() == 2);
      awaitStreaming(replication);
      assertSameData();
    }
  }

  @Test
  void aTargetThatComesBackWithAPartOfTheSnapshotIsNotEmptiedUnasked() throws Exception {
    given("no");
    try (Replication replication = replication(false, 1_000)) {
      awaitPartOfTheSnapshot(replication);
      target.command("SAVE");
      replication.throttle().limit(0, 0);
      awaitStreaming(replication);

      target.kill9();
      target.restart();
      Object left = target.command("DBSIZE");
      source.command("SET", "one", "more");

      assertFails(replication, Reason.CheckpointWentBack, "retry to copy everything again");
      assertThat(target.command("DBSIZE")).isEqualTo(left);
    }
  }

  @Test
  void keysThatNobodyCanSayAreOursAreNeverFlushed() throws Exception {
    given("no");
    try (Replication replication = replication(true, 0)) {
      awaitStreaming(replication);

      try (RespConnection somebody = target.connect()) {
        for (String command : new String[] {"MULTI", "FLUSHALL", "SET theirs value", "EXEC"}) {
          somebody.command(command.split(" "));
        }
      }
      source.command("SET", "one", "more");

      assertFails(replication, Reason.CheckpointMissing, "empty the target, then retry");
      assertThat(target.command("GET", "theirs")).isEqualTo("value");
    }
  }

  @Test
  void keysThatSomebodyElseMayHaveWrittenAreNotEmptiedForAnotherSnapshot() throws Exception {
    given("yes");
    source.command("CONFIG", "SET", "rdb-key-save-delay", SLOW);
    writers.set("10.0.0.7:5 (billing): set");
    try (Replication replication = replication(false, 0)) {
      awaitPartOfTheSnapshot(replication);
      target.command("SET", "theirs", "value");

      source.command("CONFIG", "SET", "rdb-key-save-delay", "0");
      source.command("CLIENT", "KILL", "TYPE", "replica");

      assertFails(replication, Reason.ForeignWrite, "retry: that empties the target");
      assertThat(replication.status().failure().orElseThrow().getMessage()).contains("billing");
      assertThat(target.command("GET", "theirs")).isEqualTo("value");
    }
  }

  @Test
  void databasesIntoWhichNothingOfTheSourceGoesAreNotEmptiedForAnotherSnapshot() throws Exception {
    given("yes", ServerOptions.defaults().config("databases", "32"));
    source.command("CONFIG", "SET", "rdb-key-save-delay", SLOW);
    try (Replication replication = replication(false, 0);
        RespConnection somebody = target.connect()) {
      awaitPartOfTheSnapshot(replication);
      somebody.command("SELECT", "20");
      somebody.command("SET", "theirs", "value");

      source.command("CONFIG", "SET", "rdb-key-save-delay", "0");
      source.command("CLIENT", "KILL", "TYPE", "replica");

      awaitStreaming(replication);
      assertThat(replication.status().fullResyncs()).isEqualTo(2);
      assertThat(somebody.command("GET", "theirs")).isEqualTo("value");
    }
  }

  private static void assertFails(Replication replication, Reason reason, String remedy) {
    await().atMost(LONG).until(() -> replication.status().state() == ReplicationState.FAILED);
    assertThat(replication.status().failure())
        .hasValueSatisfying(
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.remedy()).contains(remedy);
            });
  }

  private void given(String diskless) {
    given(diskless, ServerOptions.defaults());
  }

  private void given(String diskless, ServerOptions ofTarget) {
    source =
        servers.start(
            "7.0",
            ServerOptions.defaults()
                .config("repl-diskless-sync", diskless)
                .config("repl-diskless-sync-delay", "0")
                .config("repl-backlog-size", "67108864"));
    target = servers.start("7.0", ofTarget);
    toTarget = FaultProxy.to(target.host(), target.port());
    Dataset.seeded(8).keys(KEYS).loadInto(source);
    sourceControl = control(source, LettuceControl.Side.SOURCE);
    targetControl = control(target, LettuceControl.Side.TARGET);
  }

  private static RedisControl control(RedisServer server, LettuceControl.Side side) {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(server.host(), server.port())),
        side,
        AddressMapping.none());
  }

  private Replication replication(boolean flush, long commandsPerSecond) throws Exception {
    Replication replication = prepared(flush);
    replication.throttle().limit(0, commandsPerSecond);
    replication.start();
    return replication;
  }

  private Replication prepared(boolean flush) throws IOException, InterruptedException {
    return prepared(flush, UnaryOperator.identity());
  }

  private Replication prepared(boolean flush, UnaryOperator<ConnectionSettings> login)
      throws IOException, InterruptedException {
    Replication replication =
        new Replication(
            new ReplicationSettings(
                "run",
                1,
                ConnectionSettings.to(new Endpoint(source.host(), source.port())),
                login.apply(ConnectionSettings.to(new Endpoint(toTarget.host(), toTarget.port()))),
                SpoolSettings.in(directory.resolve("spool")),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                flush,
                false,
                () -> Optional.ofNullable(writers.get())),
            new SocketDialer(),
            sourceControl,
            targetControl,
            InstantSource.system());
    replication.prepare();
    return replication;
  }

  private void awaitPartOfTheSnapshot(Replication replication) {
    await()
        .atMost(LONG)
        .until(
            () ->
                replication.status().state() == ReplicationState.FULL_SYNC
                    && replication.status().snapshotKeys() > 0);
  }

  private static void awaitStreaming(Replication replication) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              replication
                  .status()
                  .failure()
                  .ifPresent(
                      e -> {
                        throw e;
                      });
              return replication.streaming().isPresent();
            });
  }

  private void assertSameData() {
    Oracle.awaitSameData(source, target, key -> key.endsWith(CheckpointLocation.KEY), LONG);
  }
}
