package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.worker.connect.Connections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that change while a worker runs, and what it tells of its pace meanwhile. */
class LiveThrottleTest {
  private static final String TASK = "orders-replicate-0";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int VALUE = 64 << 10;
  private static final long MIB = 1 << 20;
  private static final VerificationSpec SNAPSHOTS =
      new VerificationSpec(
          VerificationSpec.Mode.FULL,
          VerificationSpec.AtFence.DELTA,
          null,
          0,
          VerificationSpec.Method.SNAPSHOTS);

  private final RedisServers servers = RedisServers.standard();
  private final Random random = new Random(7);
  @TempDir Path directory;
  private RedisServer source;
  private RedisServer target;
  private TaskHost host;

  @BeforeEach
  void open() {
    source = servers.start("7.0");
    target = servers.start("7.0");
    Connections connections =
        new Connections(reference -> Optional.empty(), AddressMapping.none(), new SocketDialer());
    WorkersOnThisMachine workers =
        new WorkersOnThisMachine(
            connections, (task, ledger) -> {}, directory.resolve("spool"), InstantSource.system());
    host =
        new LocalTaskHost(
            (orders, reports) -> workers.create(orders, reports), InstantSource.system());
  }

  @AfterEach
  void close() {
    host.close();
    servers.close();
  }

  @Test
  void limitsActAtOnceOnTheFullSyncAndOnTheStream() throws Exception {
    write("copied:", 320);
    limited(2 * MIB, false);
    await().atMost(LONG).until(() -> progress().snapshotBytesDone() > MIB);

    assertThat(perSecond(ShardProgress::snapshotBytesDone)).isBetween(MIB / 2, 4 * MIB);
    assertThat(progress().pace().heldBack().by()).isEqualTo(Pace.By.THROTTLE);
    assertThat(progress().pace().heldBack().message()).contains("2Mi/s");
    limited(0, false);
    await().atMost(LONG).until(() -> host.statuses().get(TASK).state() == TaskState.STREAMING);

    limited(MIB, false);
    write("streamed:", 160);
    assertThat(perSecond(ShardProgress::appliedOffset)).isBetween(MIB / 4, 2 * MIB);
    assertThat(progress().pace().heldBack().by()).isEqualTo(Pace.By.THROTTLE);
    long raised = System.nanoTime();
    long left = progress().sourceOffset() - progress().appliedOffset();
    limited(0, false);
    await().atMost(LONG).until(() -> progress().lagBytes() < VALUE);

    long millis = Math.max(1, (System.nanoTime() - raised) / 1_000_000);
    assertThat(left * 1000 / millis).as("bytes per second once raised").isGreaterThan(2 * MIB);
    await().atMost(LONG).until(() -> progress().pace().heldBack() == null);
  }

  @Test
  void aLimitActsAtOnceOnTheSnapshotsOfTheComparison() throws Exception {
    write("copied:", 160);
    limited(0, false);
    await().atMost(LONG).until(() -> host.statuses().get(TASK).state() == TaskState.STREAMING);

    ordered(MIB, false, SNAPSHOTS);
    await().atMost(LONG).until(() -> compared() > 8);
    long from = compared();
    long began = System.nanoTime();
    await().atMost(LONG).until(() -> compared() >= from + 32);
    double seconds = (System.nanoTime() - began) / 1e9;
    assertThat((compared() - from) * VALUE / seconds)
        .as("bytes per second")
        .isBetween(MIB / 4.0, 2.0 * MIB);
    ordered(0, false, SNAPSHOTS);

    await().atMost(LONG).until(() -> verification().state() == State.PASSED);
    assertThat(verification().pass().method()).isEqualTo(VerificationSpec.Method.SNAPSHOTS);
  }

  private VerificationProgress verification() {
    return Optional.ofNullable(host.statuses().get(TASK).verification())
        .orElseGet(() -> VerificationProgress.none(State.PENDING));
  }

  private long compared() {
    return verification().keysCompared();
  }

  @Test
  void aSuspendedWorkerTellsWhyItStandsAndHowLongTheSourceCanBeFollowed() throws Exception {
    write("copied:", 10);
    limited(0, false);
    await().atMost(LONG).until(() -> host.statuses().get(TASK).state() == TaskState.STREAMING);
    limited(0, true);
    await()
        .atMost(LONG)
        .until(
            () -> {
              write("spooled:", 8);
              return progress().pace().spoolLasts() != null;
            });

    Pace pace = progress().pace();
    assertThat(pace.heldBack().by()).isEqualTo(Pace.By.SUSPENDED);
    assertThat(pace.writtenPerSecond()).isGreaterThan(MIB);
    assertThat(pace.spoolLasts()).isBetween(Duration.ofSeconds(1), Duration.ofHours(1));
    assertThat(pace.backlogLasts()).isPositive();
    assertThat(pace.catchUp()).as("it falls behind").isNull();
    assertThat(pace.sourceRoundTrip()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
    assertThat(pace.targetRoundTrip()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
  }

  private void write(String prefix, int values) {
    for (int i = 0; i < values; i++) {
      StringBuilder value = new StringBuilder(VALUE);
      random.ints(VALUE, '!', '~').forEach(letter -> value.append((char) letter));
      source.command("SET", prefix + i, value.toString());
    }
  }

  /** Over some two seconds, by what the worker reports. */
  private long perSecond(ToLongFunction<ShardProgress> figure) throws InterruptedException {
    long from = figure.applyAsLong(progress());
    long began = System.nanoTime();
    Thread.sleep(2_000);
    long to = figure.applyAsLong(progress());
    return (to - from) * 1_000_000_000L / (System.nanoTime() - began);
  }

  private ShardProgress progress() {
    return Optional.ofNullable(host.statuses().get(TASK).progress())
        .orElseGet(() -> ShardProgress.none("0"));
  }

  private void limited(long bytesPerSecond, boolean suspended) {
    ordered(
        bytesPerSecond,
        suspended,
        new VerificationSpec(VerificationSpec.Mode.OFF, VerificationSpec.AtFence.DELTA));
  }

  private void ordered(long bytesPerSecond, boolean suspended, VerificationSpec verification) {
    ReplicationOptions options =
        new ReplicationOptions(
            ReplicationMode.COMMANDS,
            ParametersSpec.defaults(),
            ExistingData.REJECT,
            null,
            LockMode.DETECT_ONLY,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            1L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(bytesPerSecond, 0),
            verification,
            0,
            0,
            suspended);
    host.apply(
        new TaskSpec(
            TASK,
            TaskType.REPLICATE,
            "0",
            "run",
            1,
            1,
            DesiredState.RUN,
            ConnectionSpec.to(new Endpoint(source.host(), source.port())),
            ConnectionSpec.to(new Endpoint(target.host(), target.port())),
            true,
            false,
            options,
            null,
            List.of(),
            null));
  }
}
