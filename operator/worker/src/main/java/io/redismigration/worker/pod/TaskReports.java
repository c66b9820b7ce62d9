package io.redismigration.worker.pod;

import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one epoch's reports into the task's status, and its ledger as the write-ahead journal.
 * While the API server is away reports wait, the newest replacing the others, and a ledger is
 * waited for a bounded time; the engine goes on in the meantime.
 */
final class TaskReports implements TaskHost.Journal {
  private static final Logger LOG = LoggerFactory.getLogger(TaskReports.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Under the lease of a pause, which a worker that waits here cannot renew. */
  private static final Duration PATIENCE_AT_FENCE = Duration.ofSeconds(5);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final TaskResource resource;
  private final TaskFollower follower;
  private final TaskMapper mapper;
  private final RedisMigrationTask claimed;
  private final String incarnation;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile TaskStatus latest;
  private volatile boolean taken;
  private volatile boolean accessLost;
  private volatile boolean farewell;
  private TaskStatus written;
  private List<LedgerEntry> durable;
  private long writtenNanos = System.nanoTime();
  private long failedNanos;
  private boolean failing;

  /**
   * @param claimed the task as claimed by this container
   * @param first the report it was claimed with
   */
  TaskReports(
      TaskResource resource,
      TaskFollower follower,
      TaskMapper mapper,
      RedisMigrationTask claimed,
      String incarnation,
      TaskStatus first) {
    this.resource = resource;
    this.follower = follower;
    this.mapper = mapper;
    this.claimed = claimed;
    this.incarnation = incarnation;
    this.latest = first;
    this.written = first;
    this.durable = first.ledger();
  }

  /** The last report, written or not. */
  TaskStatus latest() {
    return latest;
  }

  /** Another container has claimed the task: nothing is written any more. */
  boolean isTaken() {
    return taken;
  }

  /** The API server denies this pod its task. */
  boolean isAccessLost() {
    return accessLost;
  }

  /**
   * From here on only what was changed is put back: the source does not wait for a status that may
   * never be written again.
   */
  void farewell() {
    farewell = true;
  }

  long writes() {
    return writes.get();
  }

  long failures() {
    return failures.get();
  }

  /** Takes the newest report over, and writes it if it is time. */
  void offer(TaskStatus report) {
    offer(report, false);
  }

  /**
   * The same, written now unless it was written already.
   *
   * @return whether it is durable
   */
  boolean flush(TaskStatus report) {
    return offer(report, true);
  }

  private boolean offer(TaskStatus report, boolean now) {
    writing.lock();
    try {
      latest = withLedger(report, durable);
      long nanos = System.nanoTime();
      boolean due =
          now
              ? !latest.equals(written)
              : ReportPacing.isDue(written, latest, Duration.ofNanos(nanos - writtenNanos));
      boolean waits = failing && nanos - failedNanos < RETRY.toNanos();
      if (due && !taken && !follower.isGone() && (now || !waits)) {
        tryWrite(latest);
      }
      return latest.equals(written);
    } finally {
      writing.unlock();
    }
  }

  private void tryWrite(TaskStatus report) {
    try {
      write(report);
    } catch (IOException e) {
      failedNanos = System.nanoTime();
      if (!failing) {
        failing = true;
        LOG.warn("reports wait: {}", e.getMessage());
      }
    }
  }

  private void write(TaskStatus report) throws IOException {
    try {
      RedisMigrationTask now = resource.write(claimed, mapper.status(report, incarnation, false));
      written = report;
      writtenNanos = System.nanoTime();
      writes.incrementAndGet();
      accessLost = false;
      if (failing) {
        failing = false;
        LOG.info("reports are written again");
      }
      follower.saw(now);
    } catch (IOException e) {
      failures.incrementAndGet();
      taken |= e instanceof TaskTakenException;
      accessLost |= e instanceof AccessLostException;
      if (e instanceof TaskGoneException) {
        follower.gone();
      }
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits up to a minute for the API server, five seconds where a fence depends on it.
   */
  @Override
  public void record(String task, List<LedgerEntry> ledger) throws IOException {
    Duration patience = Ledgers.changesFence(durable(), ledger) ? PATIENCE_AT_FENCE : PATIENCE;
    long deadline = System.nanoTime() + patience.toNanos();
    IOException last;
    do {
      try {
        if (writing.tryLock(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          try {
            recordOnce(ledger);
            return;
          } finally {
            writing.unlock();
          }
        }
        last = new IOException("an earlier report is still being written");
      } catch (TaskTakenException taken) {
        throw taken;
      } catch (IOException e) {
        if (farewell && !Ledgers.announces(ledger)) {
          recordInLog(ledger);
          return;
        }
        last = e;
        pause(deadline);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    } while (System.nanoTime() < deadline);
    throw new IOException(
        "the task's status could not be written for %d s: %s"
            .formatted(patience.toSeconds(), last.getMessage()),
        last);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Asks the API server, which is waited for up to a minute: whoever works on the task later has
   * claimed it there before.
   */
  @Override
  public void requireOurs(String task) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    IOException last;
    do {
      try {
        requireOurs(resource.read());
        return;
      } catch (TaskGoneException gone) {
        throw superseded(gone.getMessage());
      } catch (IOException e) {
        last = e;
        pause(deadline);
      }
    } while (System.nanoTime() < deadline);
    throw last;
  }

  private void requireOurs(Optional<RedisMigrationTask> found) {
    RedisMigrationTask now =
        found
            .filter(task -> !task.isMarkedForDeletion())
            .filter(task -> task.getMetadata().getUid().equals(claimed.getMetadata().getUid()))
            .orElseThrow(() -> superseded("the task is deleted"));
    if (now.getStatus() == null || !incarnation.equals(now.getStatus().incarnation())) {
      throw superseded("another container reports for the task now");
    }
    if (!Objects.equals(now.getSpec().epoch(), claimed.getSpec().epoch())) {
      throw superseded("another epoch is ordered");
    }
  }

  private static EngineException superseded(String why) {
    return new EngineException(
        Reason.EpochSuperseded,
        "the task is not this worker's any more: " + why,
        "nothing to do: whoever has it goes on");
  }

  private List<LedgerEntry> durable() {
    writing.lock();
    try {
      return durable;
    } finally {
      writing.unlock();
    }
  }

  private void recordOnce(List<LedgerEntry> ledger) throws IOException {
    if (follower.isGone()) {
      recordInLog(ledger);
      return;
    }
    TaskStatus report = withLedger(latest, ledger);
    write(report);
    durable = List.copyOf(ledger);
    latest = report;
  }

  /** Where nobody else can be told, whoever reads the log is; nothing new is begun. */
  private void recordInLog(List<LedgerEntry> ledger) throws IOException {
    if (Ledgers.announces(ledger)) {
      throw new TaskGoneException(resource.name());
    }
    keep(ledger);
    List<String> commands = RestoreCommands.of(ledger);
    LOG.info(
        "not in the task's status any more; parameters left to put back: {}",
        commands.isEmpty() ? "none" : String.join("; ", commands));
  }

  private void keep(List<LedgerEntry> ledger) {
    writing.lock();
    try {
      durable = List.copyOf(ledger);
      latest = withLedger(latest, ledger);
    } finally {
      writing.unlock();
    }
  }

  private static void pause(long deadline) throws InterruptedIOException {
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left > 0) {
        Thread.sleep(Math.min(RETRY.toMillis(), left));
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted before the ledger was durable");
  }

  /** A report made before the last entry was recorded must not take it back. */
  private static TaskStatus withLedger(TaskStatus report, List<LedgerEntry> ledger) {
    return report.ledger().equals(ledger)
        ? report
        : new TaskStatus(
            report.state(),
            report.epoch(),
            report.heartbeat(),
            report.message(),
            report.failure(),
            report.checks(),
            report.resolved(),
            report.guarantees(),
            ledger,
            report.progress(),
            report.keys(),
            report.verification(),
            report.cutover(),
            report.fullSyncEnded(),
            report.lostCatchUp(),
            report.switched());
  }
}
