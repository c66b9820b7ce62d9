package io.redismigration.worker.pod;

import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.manifest.UnreadableRecordException;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.worker.TaskHost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work under one epoch: orders in, reports out, until the task ends, is deleted, gets a higher
 * epoch, or the pod is told to stop.
 */
final class Shift {
  private static final Logger LOG = LoggerFactory.getLogger(Shift.class);
  private static final Duration TICK = Duration.ofMillis(200);

  /**
   * A namespace is deleted kind by kind: its pods may be told to stop before its tasks are marked.
   * The engine works on meanwhile.
   */
  private static final Duration LINGER = Duration.ofSeconds(3);

  /** Below the pod's grace period of 60 s, with room for closing. */
  private static final Duration TO_RESTORE = Duration.ofSeconds(45);

  private final TaskHost host;
  private final TaskFollower follower;
  private final TaskReports reports;
  private final TaskMapper mapper;
  private final StopRequest stop;
  private final Runnable tick;
  private final long epoch;
  private final List<LedgerEntry> ledger;
  private volatile TaskSpec order;

  /**
   * @param host without tasks; closed by the caller
   * @param first the order it begins with, its ledger as newly as it is known
   * @param tick called several times a second, as a sign of life
   */
  Shift(
      TaskHost host,
      TaskFollower follower,
      TaskReports reports,
      TaskMapper mapper,
      StopRequest stop,
      TaskSpec first,
      Runnable tick) {
    this.host = host;
    this.follower = follower;
    this.reports = reports;
    this.mapper = mapper;
    this.stop = stop;
    this.order = first;
    this.epoch = first.epoch();
    this.ledger = first.ledger();
    this.tick = tick;
  }

  /**
   * Works.
   *
   * @return empty: a higher epoch is ordered
   */
  Optional<Outcome> run() throws InterruptedException {
    follower.onOrder(this::order);
    try {
      return follow();
    } finally {
      follower.offOrder();
    }
  }

  /** On a thread of the API client: returns at once. */
  private synchronized void order(RedisMigrationTask task) {
    TaskSpec next;
    try {
      next = mapper.order(task);
    } catch (UnreadableRecordException e) {
      LOG.warn("the last order stays in force: {}", e.getMessage());
      return;
    }
    if (next.epoch() == epoch) {
      order = OwnOrders.withLedger(next, ledger);
      host.apply(order);
    }
  }

  private Optional<Outcome> follow() throws InterruptedException {
    while (true) {
      host.awaitChange(TICK);
      tick.run();
      TaskStatus report = host.statuses().get(order.name());
      reports.offer(report);
      if (reports.isTaken()) {
        LOG.warn("another container reports for this task: leaving it");
        return Optional.of(Outcome.NOTHING_TO_DO);
      }
      if (follower.isGoing() || (stop.isRaised() && reports.isAccessLost())) {
        return Optional.of(restore());
      }
      if (follower.epoch() > epoch) {
        return Optional.empty();
      }
      if (report.state().ended() && reports.flush(report)) {
        return Optional.of(Outcome.ENDED);
      }
      if (stop.isOlderThan(LINGER)) {
        return Optional.of(Outcome.STOPPED);
      }
    }
  }

  /** Nobody will order it any more. */
  private Outcome restore() throws InterruptedException {
    if (order.type() == TaskType.PREFLIGHT || order.type() == TaskType.SWITCH) {
      return Outcome.RESTORED;
    }
    long deadline = System.nanoTime() + TO_RESTORE.toNanos();
    LOG.info("the task is being deleted: stopping and restoring");
    follower.offOrder();
    reports.farewell();
    synchronized (this) {
      order = OwnOrders.stop(order);
      host.apply(order);
    }
    TaskStatus last = awaitEnd(order.name(), deadline);
    boolean committed = last.state() == TaskState.COMMITTED || last.state() == TaskState.DETACHED;
    List<LedgerEntry> left = Ledgers.left(reports.latest().ledger(), committed);
    if (!left.isEmpty() && last.state().ended() && order.type() == TaskType.REPLICATE) {
      TaskSpec again = OwnOrders.restore(order, left);
      host.apply(again);
      last = awaitEnd(again.name(), deadline);
      left = Ledgers.left(last.ledger(), committed);
    }
    if (!left.isEmpty()) {
      LOG.error(
          "parameters of the source could not be put back; run: {}",
          String.join("; ", RestoreCommands.of(left)));
    }
    reports.flush(last);
    return Outcome.RESTORED;
  }

  private TaskStatus awaitEnd(String name, long deadline) throws InterruptedException {
    while (true) {
      TaskStatus report = host.statuses().get(name);
      reports.offer(report);
      if (report.state().ended() || System.nanoTime() > deadline) {
        return report;
      }
      tick.run();
      host.awaitChange(TICK);
    }
  }
}
