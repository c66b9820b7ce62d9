package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.run.ReplicationSettings.ConfirmedFlush;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.connection.Transport;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that holds keys, claimed with and without the confirmation that they may go. */
class FlushTest {
  private static final int LIMIT_SECONDS = 30;

  @TempDir private Path directory;
  private RedisServers servers;
  private RedisServer source;
  private RedisServer target;
  private RedisControl toSource;
  private RedisControl toTarget;

  @BeforeEach
  void start() {
    servers = RedisServers.standard();
    source = servers.start("7.0");
    in(source, 0, "SET", "source", "0");
    in(source, 2, "SET", "source", "2");
    toSource = control(source, LettuceControl.Side.SOURCE);
  }

  @AfterEach
  void stop() {
    toSource.close();
    if (toTarget != null) {
      toTarget.close();
    }
    servers.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"2.8", "6.2", "7.0", "newest"})
  void whatWasConfirmedIsRemovedWithTheClaimAndNeverAgain(String version) throws Exception {
    givenTarget(version);
    String process = target.info("run_id").orElseThrow();

    Checkpoint claimed = prepare("run", 1, both(process));

    assertThat(claimed.state()).isEqualTo(CheckpointState.LOADING);
    assertThat(in(target, 0, "EXISTS", "old")).isEqualTo(0L);
    assertThat(in(target, 2, "EXISTS", "old")).isEqualTo(0L);
    assertThat(in(target, 15, "EXISTS", CheckpointLocation.KEY)).isEqualTo(1L);

    // Another worker with the same permission, as after a crash.
    in(target, 0, "SET", "written", "since");
    prepare("run", 2, both(process));

    assertThat(in(target, 0, "EXISTS", "written")).isEqualTo(1L);
  }

  @Test
  void withoutAConfirmationNothingIsRemoved() {
    givenTarget("7.0");

    assertRefused(Reason.TargetNotEmpty, Optional.empty());
  }

  @Test
  void aConfirmationForAnotherTargetRemovesNothing() {
    givenTarget("7.0");

    assertRefused(Reason.FlushNotConfirmed, source.info("run_id").map(FlushTest::flush));
  }

  @Test
  void aTargetThatRestartedSinceIsNotFlushed() {
    givenTarget("7.0");
    Optional<ConfirmedFlush> before = target.info("run_id").map(FlushTest::flush);
    target.command("SAVE");
    target.restart();

    assertRefused(Reason.FlushNotConfirmed, before);
  }

  @Test
  void aDatabaseThatTheSourceDoesNotUseIsLeftAloneAndNothingElseIsRemoved() {
    givenTarget("7.0");
    in(target, 5, "SET", "somebody's", "data");

    assertRefused(Reason.TargetNotEmpty, target.info("run_id").map(FlushTest::flush));

    assertThat(in(target, 5, "EXISTS", "somebody's")).isEqualTo(1L);
  }

  @Test
  void aDatabaseThatNobodyConfirmedIsLeftAloneAndNothingElseIsRemoved() {
    givenTarget("7.0");
    String process = target.info("run_id").orElseThrow();

    assertRefused(
        Reason.FlushNotConfirmed, Optional.of(new ConfirmedFlush(process, Set.of(0), () -> {})));
  }

  @Test
  void anotherRunsTargetIsNotFlushed() throws Exception {
    givenTarget("7.0");
    Optional<ConfirmedFlush> process = target.info("run_id").map(FlushTest::flush);
    prepare("other", 1, process);
    in(target, 0, "SET", "old", "the other's");
    in(target, 2, "SET", "old", "the other's");

    assertRefused(Reason.TargetClaimedByAnotherRun, process);
  }

  /** Asleep between any two of its steps, as of SIGSTOP or on a host without power for a while. */
  @ParameterizedTest(name = "asleep before its {0}")
  @ValueSource(strings = {"WATCH", "MULTI", "EXEC"})
  void aWorkerThatWakesUpBesideALaterOneRemovesNothing(String before) throws Exception {
    givenTarget("7.0");
    String process = target.info("run_id").orElseThrow();
    try (SleepingWorker earlier = new SleepingWorker(before)) {
      CompletableFuture<Throwable> outcome = earlier.prepares(both(process));
      prepare("run", 2, both(process));
      in(target, 0, "SET", "copied", "by the later one");
      earlier.wakeUp();

      assertThat(outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EpochSuperseded));
      assertThat(in(target, 0, "EXISTS", "copied")).isEqualTo(1L);
    }
  }

  /** The claim, by which it would know, is gone again: the later worker has finished. */
  @ParameterizedTest(name = "asleep before its {0}")
  @ValueSource(strings = {"WATCH", "MULTI", "EXEC"})
  void aWorkerThatWakesUpWhenALaterOneHasFinishedRemovesNothing(String before) throws Exception {
    givenTarget("7.0");
    String process = target.info("run_id").orElseThrow();
    AtomicBoolean superseded = new AtomicBoolean();
    ConfirmedFlush permission =
        new ConfirmedFlush(process, Set.of(0, 2), () -> requireNot(superseded.get()));
    try (SleepingWorker earlier = new SleepingWorker(before)) {
      CompletableFuture<Throwable> outcome = earlier.prepares(Optional.of(permission));
      superseded.set(true);
      prepare("run", 2, both(process));
      in(target, 0, "SET", "copied", "by the later one");
      in(target, 15, "DEL", CheckpointLocation.KEY);
      earlier.wakeUp();

      assertThat(outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EpochSuperseded));
      assertThat(in(target, 0, "EXISTS", "copied")).isEqualTo(1L);
    }
  }

  private static void requireNot(boolean superseded) {
    if (superseded) {
      throw new EngineException(Reason.EpochSuperseded, "a later worker was ordered", "none");
    }
  }

  /** Worker 1, whose connections send nothing from a certain command on until it wakes up. */
  private final class SleepingWorker implements AutoCloseable {
    private final String before;
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);

    private SleepingWorker(String before) {
      this.before = "\r\n" + before + "\r\n";
    }

    CompletableFuture<Throwable> prepares(Optional<ConfirmedFlush> confirmed)
        throws InterruptedException {
      CompletableFuture<Throwable> outcome =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> prepare(this::dial, "run", 1, confirmed)));
      assertThat(asleep.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      return outcome;
    }

    void wakeUp() {
      awake.countDown();
    }

    private Transport dial(ConnectionSettings settings) throws IOException {
      Transport real = new SocketDialer().dial(settings);
      return new Transport() {
        @Override
        public int read(ByteBuffer dst) throws IOException {
          return real.read(dst);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
          byte[] bytes = new byte[src.remaining()];
          src.duplicate().get(bytes);
          if (new String(bytes, StandardCharsets.ISO_8859_1).contains(before)) {
            sleep();
          }
          real.write(src);
        }

        @Override
        public void readTimeout(Duration timeout) {
          real.readTimeout(timeout);
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }

    private void sleep() throws IOException {
      asleep.countDown();
      try {
        awake.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }

    @Override
    public void close() {
      wakeUp();
    }
  }

  private static Optional<ConfirmedFlush> both(String process) {
    return Optional.of(flush(process));
  }

  private static ConfirmedFlush flush(String process) {
    return new ConfirmedFlush(process, Set.of(0, 2), () -> {});
  }

  private void assertRefused(Reason reason, Optional<ConfirmedFlush> confirmed) {
    assertThatThrownBy(() -> prepare("run", 1, confirmed))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(in(target, 0, "EXISTS", "old")).isEqualTo(1L);
    assertThat(in(target, 2, "EXISTS", "old")).isEqualTo(1L);
  }

  private void givenTarget(String version) {
    target = servers.start(version);
    in(target, 0, "SET", "old", "0");
    in(target, 2, "SET", "old", "2");
    toTarget = control(target, LettuceControl.Side.TARGET);
  }

  private Checkpoint prepare(String run, long epoch, Optional<ConfirmedFlush> confirmed)
      throws Exception {
    return prepare(new SocketDialer(), run, epoch, confirmed);
  }

  private Checkpoint prepare(
      Dialer dialer, String run, long epoch, Optional<ConfirmedFlush> confirmed)
      throws IOException, InterruptedException {
    ReplicationSettings settings =
        new ReplicationSettings(
            run,
            epoch,
            settings(source),
            settings(target),
            SpoolSettings.in(directory.resolve("spool-" + epoch)),
            Duration.ZERO,
            Optional.empty(),
            confirmed,
            false,
            false);
    try (Replication replication =
        new Replication(settings, dialer, toSource, toTarget, InstantSource.system())) {
      return replication.prepare();
    }
  }

  private static Object in(RedisServer server, int database, String... words) {
    try (RespConnection open = server.connect()) {
      open.command("SELECT", Integer.toString(database));
      return open.command(words);
    }
  }

  private static RedisControl control(RedisServer server, LettuceControl.Side side) {
    return new LettuceControl(settings(server), side, AddressMapping.none());
  }

  private static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }
}
