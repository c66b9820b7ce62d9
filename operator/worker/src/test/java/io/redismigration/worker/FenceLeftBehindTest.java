package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.net.FaultProxy;
import io.redismigration.worker.connect.Connections;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker is lost while it holds the source closed; what the next one makes of it, on real servers
 * that are far away: a worker that asks much before it opens the source is late.
 */
class FenceLeftBehindTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration ONE_WAY = Duration.ofMillis(100);

  /** Some twenty round trips and what a busy machine adds; not the time of seventy. */
  private static final Duration AT_ONCE = Duration.ofSeconds(12);

  private static final String TASK = "orders-replicate-0";
  private static final Pattern PSYNC = Pattern.compile("cmdstat_psync:calls=(\\d+)");
  private static final CutoverOrder NONE = null;

  private final RedisServers servers = RedisServers.standard();
  @TempDir private Path directory;
  private RedisServer source;
  private RedisServer target;
  private LockMode lock = LockMode.DETECT_ONLY;
  private Site first;
  private Site second;

  /** Where one worker runs: its own ways to both servers, which go with it. */
  private final class Site implements AutoCloseable {
    final FaultProxy toSource = FaultProxy.to(source.host(), source.port());
    final FaultProxy toTarget = FaultProxy.to(target.host(), target.port());
    final AtomicReference<List<LedgerEntry>> ledger = new AtomicReference<>(List.of());
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);
    private final TaskHost host;
    private final int number;
    private volatile Predicate<TaskStatus> sleepsAt = report -> false;

    Site(int number) {
      this.number = number;
      WorkersOnThisMachine workers =
          new WorkersOnThisMachine(
              new Connections(
                  reference -> Optional.empty(), AddressMapping.none(), new SocketDialer()),
              (task, entries) -> ledger.set(entries),
              directory.resolve("spool-" + number),
              InstantSource.system());
      host =
          new LocalTaskHost(
              (orders, reports) ->
                  workers.create(
                      orders,
                      report -> {
                        reports.publish(report);
                        sleepIf(report);
                      }),
              InstantSource.system());
    }

    private void sleepIf(TaskStatus report) {
      if (sleepsAt.test(report)) {
        asleep.countDown();
        try {
          awake.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    void ordered(TaskSpec order) {
      host.apply(order);
    }

    TaskStatus status() {
      return host.statuses().get(TASK);
    }

    void awaitState(TaskState wanted) {
      await().atMost(LONG).until(() -> status().state() == wanted);
    }

    /** Neither server hears of it any more. */
    void dies() {
      for (FaultProxy way : List.of(toSource, toTarget)) {
        way.refuse();
        way.cut();
      }
    }

    void wakesUp() {
      sleepsAt = report -> false;
      awake.countDown();
    }

    @Override
    public void close() {
      wakesUp();
      host.close();
      toSource.close();
      toTarget.close();
    }
  }

  @AfterEach
  void stop() {
    if (second != null) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
    servers.close();
  }

  @ParameterizedTest(name = "{0}, fence {1}, {2}, lock {3}")
  @CsvSource({
    "2.8, MIN_REPLICAS, FENCED, DETECT_ONLY",
    "7.0, MIN_REPLICAS, SEALED, ACL",
    "7.0, CLIENT_PAUSE, FENCED, DETECT_ONLY",
    "7.0, CLIENT_PAUSE, SEALED, ACL"
  })
  void theSourceIsOpenedBeforeAnythingElseIsDone(
      String version, FenceKind fence, TaskState diedAt, LockMode locked) {
    lock = locked;
    givenAWorkerAsleepAt(version, fence, report -> report.state() == diedAt);
    first.dies();
    long links = links();

    second = new Site(2);
    second.toSource.delay(ONE_WAY);
    second.toTarget.delay(ONE_WAY);
    long began = System.nanoTime();
    second.ordered(order(second, 2, DesiredState.FREEZE, freezing(fence)));
    awaitAcceptedWrite("after the worker died");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    assertThat(links()).as("nobody has asked for the stream").isEqualTo(links);
    assertThat(second.status().state().streams()).isFalse();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(target.command("GET", "written")).isEqualTo("after the worker died"));
    assertThat(second.status().ledger())
        .filteredOn(entry -> entry.parameter().startsWith("min-"))
        .noneMatch(entry -> entry.state() == LedgerEntry.State.NOT_RESTORED);
  }

  @Test
  void aSourceWhoseCommitIsOnRecordStaysClosed() {
    givenAWorkerAsleepAt(
        "7.0", FenceKind.MIN_REPLICAS, FenceLeftBehindTest::hasCommittedAndToldNobody);
    first.dies();

    second = new Site(2);
    second.ordered(order(second, 2, DesiredState.FREEZE, freezing(FenceKind.MIN_REPLICAS)));
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(isWriteAccepted()).isFalse();
              return second.status().state() == TaskState.COMMITTED;
            });

    assertThat(isWriteAccepted()).isFalse();
  }

  @Test
  void aSourceStaysClosedUntilTheTargetHasSaidThatNothingIsCommitted() {
    givenAWorkerAsleepAt(
        "7.0", FenceKind.MIN_REPLICAS, report -> report.state() == TaskState.SEALED);
    first.dies();

    second = new Site(2);
    second.toTarget.refuse();
    second.ordered(order(second, 2, DesiredState.FREEZE, freezing(FenceKind.MIN_REPLICAS)));
    await().atMost(LONG).until(() -> second.status().message().contains("trying again"));
    Instant tried = second.status().heartbeat();
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(isWriteAccepted()).isFalse();
              return second.status().heartbeat().isAfter(tried.plusSeconds(2));
            });
    second.toTarget.resume();

    awaitAcceptedWrite("once it was known");
  }

  @Test
  void aWorkerThatWasOnlyAsleepCannotCommitAnyMore() {
    givenAWorkerAsleepAt(
        "7.0", FenceKind.MIN_REPLICAS, report -> report.state() == TaskState.SEALED);

    second = new Site(2);
    second.ordered(order(second, 2, DesiredState.FREEZE, freezing(FenceKind.MIN_REPLICAS)));
    awaitAcceptedWrite("while the other slept");
    first.wakesUp();
    await().atMost(LONG).until(() -> first.status().state().ended());

    assertThat(first.status().state()).isEqualTo(TaskState.FAILED);
    assertThat(first.status().failure().reason()).isEqualTo("EpochSuperseded");
    assertThat(checkpoint()).doesNotContain("state=committed");
    awaitAcceptedWrite("for good");
  }

  @ParameterizedTest(name = "{0}: open {1}")
  @CsvSource({"streaming, true", "loading, true", "committed, false", ", false"})
  void onlyTheCheckpointItselfOpensTheSource(String state, boolean open) {
    Checkpoint streaming = Checkpoint.streaming("run", 2, "history", 7, 7, 0);
    Optional<Checkpoint> readBack =
        Optional.ofNullable(state)
            .map(
                known ->
                    switch (known) {
                      case "loading" -> Checkpoint.loading("run", 2);
                      case "committed" -> streaming.committed();
                      default -> streaming;
                    });

    assertThat(FenceLeftBehind.isOpen(readBack)).isEqualTo(open);
  }

  @ParameterizedTest(name = "{0}, told to freeze until {1} s from now: {2}")
  @CsvSource({
    "CLIENT_PAUSE, 5, true",
    "CLIENT_PAUSE, -9, true",
    "CLIENT_PAUSE, -10, false",
    "CLIENT_PAUSE, , false",
    "MIN_REPLICAS, 5, false"
  })
  void aPauseIsEndedOnlyWhileItCanBeTheRunsOwn(FenceKind fence, Long seconds, boolean ended) {
    Instant now = Instant.EPOCH;
    Instant deadline = seconds == null ? null : now.plusSeconds(seconds);

    assertThat(FenceLeftBehind.mayPause(cutover(fence, deadline), now)).isEqualTo(ended);
    assertThat(FenceLeftBehind.mayPause(NONE, now)).isFalse();
  }

  private void givenAWorkerAsleepAt(String version, FenceKind fence, Predicate<TaskStatus> moment) {
    source = servers.start(version);
    target = servers.start("7.0");
    Dataset.seeded(1).keys(1_000).loadInto(source);
    first = new Site(1);
    first.ordered(order(first, 1, DesiredState.RUN, NONE));
    first.awaitState(TaskState.STREAMING);
    first.ordered(order(first, 1, DesiredState.RUN, cutover(fence, null)));
    first.awaitState(TaskState.ARMED);
    first.sleepsAt = moment;
    first.ordered(order(first, 1, DesiredState.FREEZE, freezing(fence)));
    await().atMost(LONG).until(() -> first.asleep.getCount() == 0);
  }

  private static boolean hasCommittedAndToldNobody(TaskStatus report) {
    return report.state() != TaskState.COMMITTED
        && report.cutover() != null
        && report.cutover().steps().stream().map(StepProgress::step).anyMatch("Commit"::equals);
  }

  private long links() {
    Matcher calls = PSYNC.matcher(String.valueOf(source.command("INFO", "commandstats")));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  /** A writer of its own each time, which a pause holds back. */
  private void awaitAcceptedWrite(String value) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(RespError.class)
        .until(() -> source.command("SET", "written", value).equals("OK"));
  }

  private boolean isWriteAccepted() {
    try (RespConnection connection = source.connect()) {
      return connection.command("SET", "not", "to be").equals("OK");
    } catch (RespError | UncheckedIOException refused) {
      return false;
    }
  }

  private String checkpoint() {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", "15");
      return String.valueOf(connection.command("GET", CheckpointLocation.KEY));
    }
  }

  private static CutoverOrder freezing(FenceKind fence) {
    return cutover(fence, Instant.now().plusSeconds(10));
  }

  private static CutoverOrder cutover(FenceKind fence, Instant deadline) {
    return new CutoverOrder(
        "token-1",
        fence,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        deadline,
        SourceAfter.READ_ONLY,
        VerificationSpec.AtFence.DELTA,
        true,
        CutoverStatus.Decision.OPEN);
  }

  private TaskSpec order(Site site, long epoch, DesiredState desired, CutoverOrder cutover) {
    return new TaskSpec(
        TASK,
        TaskType.REPLICATE,
        "0",
        "run",
        1,
        epoch,
        desired,
        through(site.toSource),
        through(site.toTarget),
        true,
        false,
        options(),
        cutover,
        epoch == 1 ? List.of() : first.ledger.get(),
        epoch == 1 ? null : ResumePoint.of(first.status().progress()));
  }

  private ReplicationOptions options() {
    return new ReplicationOptions(
        ReplicationMode.COMMANDS,
        ParametersSpec.defaults(),
        ExistingData.REJECT,
        null,
        lock,
        FenceKind.AUTO,
        SourceAfter.READ_ONLY,
        1L << 30,
        OnFullResync.FAIL,
        new ThrottleSpec(0, 0),
        new VerificationSpec(VerificationSpec.Mode.OFF, VerificationSpec.AtFence.DELTA),
        0,
        0,
        false);
  }

  private static ConnectionSpec through(FaultProxy way) {
    return ConnectionSpec.to(new Endpoint(way.host(), way.port()));
  }
}
