package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.WriteLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String RUN = "run-1";

  private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;
  private RedisServer source;
  private RedisServer target;
  private RedisControl toSource;
  private RedisControl toTarget;
  private long epoch;

  @BeforeEach
  void reset() {
    epoch = 0;
  }

  @AfterEach
  void stopServers() {
    if (toSource != null) {
      toSource.close();
      toTarget.close();
    }
    servers.close();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 6.2", "7.0, valkey-9.1", "8.0, 8.0"})
  void aBusySourceIsCopiedAndFollowed(String from, String to) throws Exception {
    given(from, to);
    Dataset.seeded(1).keys(5_000).loadInto(source);
    try (LiveWriter writer =
        LiveWriter.start(
            source, WriteLoad.of(LiveOperation.knownTo(source.version())).perSecond(5_000))) {
      try (Replication replication = replication(Optional.empty())) {
        assertThat(replication.prepare().state()).isEqualTo(CheckpointState.LOADING);
        replication.start();
        awaitStreaming(replication);
        writer.awaitMore(5_000, LONG);
        writer.stop();

        awaitDrained(replication);

        assertSameData();
        assertThat(replication.status().fullResyncs()).isEqualTo(1);
        // Without a hold, a key whose next command comes late may have expired by then.
        assertThat(dirtyNames(replication))
            .allMatch(name -> name.matches("live:(string|brief):.*"));
      }
    }
  }

  @Test
  void aStoppedReplicationIsResumedByAnotherWorker() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(2).keys(2_000).loadInto(source);
    try (LiveWriter writer =
        LiveWriter.start(
            source, WriteLoad.of(LiveOperation.knownTo(source.version())).perSecond(2_000))) {
      for (int worker = 0; worker < 3; worker++) {
        try (Replication replication = replication(Optional.empty())) {
          Checkpoint found = replication.prepare();
          assertThat(found.state())
              .isEqualTo(worker == 0 ? CheckpointState.LOADING : CheckpointState.STREAMING);
          replication.start();
          awaitStreaming(replication);
          writer.awaitMore(2_000, LONG);
          if (worker == 2) {
            writer.stop();
            awaitDrained(replication);
            assertThat(replication.status().fullResyncs()).isZero();
            assertThat(replication.status().partialResyncs()).isPositive();
          }
        }
      }
      assertSameData();
    }
  }

  @Test
  void itCanBeAskedAtAnyMoment() throws Exception {
    given("7.0", "7.0");
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      replication.start();
      long deadline = System.nanoTime() + LONG.toNanos();

      while (replication.streaming().isEmpty()) {
        assertThat(replication.status().failure()).isEmpty();
        assertThat(System.nanoTime()).isLessThan(deadline);
      }

      assertThat(replication.streaming().orElseThrow().pause(LONG, LONG).release()).isTrue();
    }
  }

  @Test
  void aTargetWithDataIsRefusedAndLeftAsItIs() throws Exception {
    given("7.0", "7.0");
    target.command("SET", "theirs", "value");
    try (Replication replication = replication(Optional.empty())) {
      assertThatThrownBy(replication::prepare)
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TargetNotEmpty));
    }
    assertThat(target.command("DBSIZE")).isEqualTo(1L);
  }

  @Test
  void aTargetThatWasEmptiedIsNoticed() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(3).keys(500).loadInto(source);
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      replication.start();
      awaitStreaming(replication);

      target.restartEmpty();
      source.command("SET", "one", "more");

      await().atMost(LONG).until(() -> replication.status().state() == ReplicationState.FAILED);
      assertThat(replication.status().failure().orElseThrow().reason())
          .isEqualTo(Reason.CheckpointMissing);
      assertThat(target.command("DBSIZE")).isEqualTo(0L);
    }
  }

  @Test
  void aTargetEmptiedWhileItRunsIsNoticedAndNotClaimedAgain() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(3).keys(500).loadInto(source);
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      replication.start();
      awaitStreaming(replication);

      target.command("FLUSHALL");
      source.command("SET", "one", "more");

      await().atMost(LONG).until(() -> replication.status().state() == ReplicationState.FAILED);
      assertThat(replication.status().failure().orElseThrow().reason())
          .isEqualTo(Reason.CheckpointMissing);
      assertThat(replication.store().findAll()).isEmpty();
    }
  }

  @Test
  void aTargetRestoredFromAnOlderDumpIsCaughtUpFromThereAndSaid() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(4).keys(500).loadInto(source);
    source.command("CONFIG", "SET", "repl-backlog-size", "64mb");
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      replication.start();
      awaitStreaming(replication);
      source.command("SET", "before", "dump");
      awaitDrained(replication);
      target.command("SAVE");
      source.command("INCR", "after");
      awaitDrained(replication);

      target.kill9();
      target.restart();
      source.command("INCR", "after");
      awaitDrained(replication);

      assertThat(replication.status().targetWentBack()).isPositive();
      assertThat(target.command("GET", "after")).isEqualTo("2");
      assertSameData();
    }
  }

  @Test
  void aWorkerThatDiedInTheSnapshotLeavesNothingInTheWayOfTheNext() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(5).keys(500).loadInto(source);
    source.command("SET", "part", "source");
    try (Replication died = replication(Optional.empty())) {
      assertThat(died.prepare().state()).isEqualTo(CheckpointState.LOADING);
      target.command("SET", "part", "of a snapshot");
    }
    try (Replication next = replication(Optional.empty())) {
      assertThat(next.prepare().state()).isEqualTo(CheckpointState.LOADING);
      next.start();
      awaitStreaming(next);
      awaitDrained(next);

      assertSameData();
    }
  }

  @Test
  void aTargetThatHasTakenOverIsNeverWrittenToAgain() throws Exception {
    given("7.0", "7.0");
    Dataset.seeded(6).keys(500).loadInto(source);
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      replication.start();
      awaitStreaming(replication);
      awaitDrained(replication);
      Streaming stream = replication.streaming().orElseThrow();
      stream.watchFrom(stream.confirmed());
      stream.rest(LONG);
      replication
          .store()
          .commit(
              replication.location().orElseThrow(),
              replication.streaming().orElseThrow().confirmed());
      replication.streaming().orElseThrow().neverWriteAgain();

      source.command("SET", "too", "late");
      source.command("PUBLISH", "nobody", "hears");
      await()
          .atMost(LONG)
          .until(
              () -> replication.streaming().orElseThrow().late().names(0).equals(List.of("SET")));
    }
    assertThat(target.command("GET", "too")).isNull();
    try (Replication next = replication(Optional.empty())) {
      assertThat(next.prepare().state()).isEqualTo(CheckpointState.COMMITTED);
    }
  }

  @Test
  void anotherRunIsKeptAway() throws Exception {
    given("7.0", "7.0");
    try (Replication replication = replication(Optional.empty())) {
      replication.prepare();
      ReplicationSettings settings = settings(Optional.empty());
      ReplicationSettings foreign =
          new ReplicationSettings(
              "run-2",
              1,
              settings.source(),
              settings.target(),
              settings.spool(),
              settings.hold(),
              Optional.empty(),
              Optional.empty(),
              false,
              false);
      try (Replication other =
          new Replication(
              foreign, new SocketDialer(), toSource, toTarget, InstantSource.system())) {
        assertThatThrownBy(other::prepare)
            .isInstanceOfSatisfying(
                EngineException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.TargetClaimedByAnotherRun));
      }
    }
  }

  private static List<String> dirtyNames(Replication replication) {
    List<String> names = new ArrayList<>();
    replication
        .dirty()
        .take()
        .forEach((key, database) -> names.add(new String(key, StandardCharsets.UTF_8)));
    return names;
  }

  private void given(String from, String to) {
    source = servers.start(from);
    target = servers.start(to);
    toSource = control(source, LettuceControl.Side.SOURCE);
    toTarget = control(target, LettuceControl.Side.TARGET);
    source.command("CONFIG", "SET", "repl-backlog-size", "67108864");
  }

  private static RedisControl control(RedisServer server, LettuceControl.Side side) {
    return new LettuceControl(settings(server), side, AddressMapping.none());
  }

  private static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }

  private ReplicationSettings settings(Optional<ReplicationSettings.Known> known)
      throws IOException {
    return new ReplicationSettings(
        RUN,
        ++epoch,
        settings(source),
        settings(target),
        SpoolSettings.in(directory.resolve("spool")),
        Duration.ZERO,
        known,
        Optional.empty(),
        false,
        false);
  }

  private Replication replication(Optional<ReplicationSettings.Known> known) throws IOException {
    return new Replication(
        settings(known), new SocketDialer(), toSource, toTarget, InstantSource.system());
  }

  private static void awaitStreaming(Replication replication) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              ReplicationStatus status = replication.status();
              status
                  .failure()
                  .ifPresent(
                      e -> {
                        throw e;
                      });
              return replication.streaming().isPresent();
            });
  }

  private void awaitDrained(Replication replication) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(replication.status().failure()).isEmpty();
              assertThat(replication.status().confirmed())
                  .isGreaterThanOrEqualTo(toSource.info("replication").replicationOffset());
            });
  }

  private void assertSameData() {
    Oracle.awaitSameData(source, target, key -> key.endsWith(CheckpointLocation.KEY), LONG);
  }
}
