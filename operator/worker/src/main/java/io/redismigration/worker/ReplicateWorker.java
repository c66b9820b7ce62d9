package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.run.ReplicationState;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source shard from its preparation to its detachment: follows the orders, reports what the
 * engine does. Holds no policy of its own beyond waiting out what passes.
 */
final class ReplicateWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicateWorker.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private final Orders orders;
  private final InstantSource clock;
  private final StatusBuilder status;
  private final Trials trials;
  private final Preparation preparation;
  private Shard shard;
  private CutoverRun cutover;
  private boolean started;
  private boolean leaving;

  ReplicateWorker(Orders orders, Reports reports, ShardFactory shards, InstantSource clock) {
    this.orders = orders;
    this.clock = clock;
    this.status = new StatusBuilder(reports, clock, orders.current().epoch());
    this.trials = new Trials(orders, clock);
    this.preparation = new Preparation(orders, shards, clock, status);
  }

  @Override
  public void run() throws InterruptedException {
    status
        .ledger(orders.current().ledger())
        .state(TaskState.CONNECTING, "connecting to both sides")
        .publish();
    try {
      if (prepare()) {
        follow();
      }
    } catch (EngineException e) {
      LOG.warn("{}: {}", e.reason(), e.getMessage(), e);
      fail(ReplicationReport.failure(e));
    } catch (CommandRefusedException e) {
      fail(
          new Failure(
              Reason.PermissionDenied.name(),
              e.getMessage(),
              "permit the command to the configured user",
              false));
    } catch (IOException e) {
      fail(
          new Failure(
              "JournalFailed",
              "the ledger cannot be written: " + e.getMessage(),
              "make room for it",
              true));
    } finally {
      preparation.close();
    }
  }

  private void fail(Failure why) {
    preparation.tellLedger();
    status.failure(why).state(TaskState.FAILED, why.message()).publish();
  }

  /** True when there is something to follow; false when it was stopped before. */
  private boolean prepare() throws IOException, InterruptedException {
    Optional<Preparation.Prepared> prepared = preparation.prepare();
    if (prepared.isEmpty()) {
      return false;
    }
    shard = prepared.get().shard();
    if (prepared.get().committed()) {
      committedBefore(prepared.get().order());
    }
    return true;
  }

  /** An earlier worker had decided; what it may not have done is done again. */
  private void committedBefore(TaskSpec order) {
    if (order.cutover() != null) {
      cutover = run(order.cutover());
    }
    status.fullSyncEnded().state(TaskState.COMMITTED, "an earlier worker had committed");
    if (cutover != null) {
      cutover.committed("an earlier worker had committed");
    } else {
      status.publish();
    }
  }

  private CutoverRun run(CutoverOrder order) {
    return new CutoverRun(order, shard, clock, status, orders::isHalted);
  }

  private void follow() throws IOException, InterruptedException {
    TaskSpec seen = null;
    while (!orders.isHalted()) {
      TaskSpec order = orders.current();
      switch (order.desired()) {
        case PREPARE -> status.publish();
        case RUN -> replicate(order);
        case FREEZE -> freeze(order);
        case DETACH -> {
          if (leaveAfterCommit(order)) {
            return;
          }
        }
        case STOP -> {
          // The commit may have come while the order to stop was on its way.
          if (status.state() != TaskState.COMMITTED) {
            stop(order);
            return;
          }
          if (leaveAfterCommit(order)) {
            return;
          }
        }
      }
      if (status.state() == TaskState.COMMITTED) {
        lookAtLateClients();
      }
      seen = order;
      orders.awaitOther(seen, TICK);
    }
  }

  private void lookAtLateClients() {
    shard.clients().committed();
    if (shard.clients().look() && started) {
      status.progress(shard.progress(orders.current(), shard.replication().status()));
    }
  }

  private boolean leaveAfterCommit(TaskSpec order) throws IOException {
    takeUp(order);
    if (cutover != null) {
      // Looks at the source again, which may have been started again meanwhile.
      cutover.committed("the target has taken over");
      if (!cutover.isSettled()) {
        return false;
      }
    }
    if (leaving) {
      return detach();
    }
    // Whoever has come back by now: those that are ended next.
    shard.clients().committed();
    shard.clients().lastLook();
    if (cutover != null) {
      cutover.endLateClients();
    }
    closeLink();
    return detach();
  }

  private void replicate(TaskSpec order) throws InterruptedException {
    if (status.state() == TaskState.COMMITTED) {
      status.publish();
      return;
    }
    if (!started) {
      started = true;
      shard.replication().start();
    }
    shard.follow(order.replication());
    if (order.cutover() == null && status.state() == TaskState.STREAMING) {
      shard.clients().look();
    }
    look();
    if (order.cutover() == null) {
      shard.lookAfterParameters(order.replication().parameters());
    }
    shard.lookAfterLock();
    status.ledger(shard.keeper().ledger());
    liftFence();
    arm(order.cutover());
    if (order.cutover() == null && status.state() == TaskState.STREAMING) {
      status.cutover(trials.follow(order, shard));
    }
    if (cutover == null) {
      status.publish();
    } else {
      cutover.report();
    }
  }

  /**
   * A fence that an undone cutover could not lift, the source being away, is lifted when it can.
   * One that is only foreseen stays on record while the cutover is armed.
   */
  private void liftFence() {
    if (status.state() == TaskState.ARMED || !shard.keeper().isFenceOpen()) {
      return;
    }
    try {
      shard.keeper().restore(ParameterKeeper.fence());
    } catch (EngineException | CommandRefusedException | IOException e) {
      LOG.warn("the source is still closed to writers: {}", e.getMessage());
      status.message("the source is still closed to writers, trying again: " + e.getMessage());
    }
    status.ledger(shard.keeper().ledger());
  }

  /** Takes over what the engine says; ends with its failure. */
  private void look() {
    ReplicationStatus now = shard.replication().status();
    if (now.failure().isPresent()) {
      throw now.failure().get();
    }
    status
        .progress(shard.progress(orders.current(), now))
        .keys(ReplicationReport.keys(now))
        .verification(shard.proof().progress());
    if (now.state() == ReplicationState.FULL_SYNC || now.state() == ReplicationState.PREPARED) {
      if (status.state().streams()) {
        status.lostCatchUp(true);
      }
      status.state(TaskState.FULL_SYNC, now.doing());
    } else if (now.state() == ReplicationState.STREAMING) {
      status.fullSyncEnded();
      if (!status.state().streams()) {
        status.lostCatchUp(false).state(TaskState.STREAMING, now.doing());
      } else if (status.state() == TaskState.STREAMING) {
        status.message(now.doing());
      }
    }
  }

  private void arm(CutoverOrder order) throws InterruptedException {
    if (order == null) {
      status.cutover(null);
      if (cutover != null) {
        shard.proof().disarm();
        cutover = null;
        status.failure(null).state(TaskState.STREAMING, "applying the stream");
      }
      return;
    }
    boolean another = cutover == null || !cutover.order().token().equals(order.token());
    if (order.decision() == CutoverStatus.Decision.ABORT) {
      if (another) {
        cutover = run(order);
      }
      if (status.state() != TaskState.ABORTED) {
        cutover.undone(Reason.CutoverUndone.name(), "the cutover was given up");
      }
    } else if (another && status.state().streams()) {
      cutover = run(order);
      cutover.arm();
    }
  }

  private void freeze(TaskSpec order) throws InterruptedException {
    if (status.state() == TaskState.COMMITTED) {
      takeUp(order);
      cutover.committed("the target has taken over");
      return;
    }
    if (status.state() == TaskState.ABORTED) {
      cutover.report();
      return;
    }
    boolean armed = cutover != null && cutover.order().token().equals(order.cutover().token());
    if (!armed || !shard.proof().provesTheRest()) {
      // A worker that came meanwhile has not armed, or not compared; nothing is closed yet.
      replicate(order);
      return;
    }
    look();
    cutover.freeze(order.cutover().deadline(), () -> stillWanted(order.cutover()));
    look();
    cutover.report();
  }

  /** An order to abort, to stop, or for another cutover ends one that is not decided. */
  private boolean stillWanted(CutoverOrder begun) {
    TaskSpec now = orders.current();
    return now.desired() != DesiredState.STOP
        && now.cutover() != null
        && now.cutover().token().equals(begun.token())
        && now.cutover().decision() != CutoverStatus.Decision.ABORT;
  }

  /** A commit found before anybody spoke of a cutover: the order says now how to finish it. */
  private void takeUp(TaskSpec order) {
    if (cutover == null && order.cutover() != null) {
      cutover = run(order.cutover());
    }
  }

  private void closeLink() {
    leaving = true;
    status.message("closing the link, restoring parameters").publish();
    lastLook();
    shard.proof().close();
    shard.replication().close();
  }

  /** False while a side is away that may come back: what is left there is tried again. */
  private boolean detach() throws IOException {
    boolean keepClosed = cutover == null || cutover.order().sourceAfter() == SourceAfter.READ_ONLY;
    try {
      shard.restore(entry -> !keepClosed || !ParameterKeeper.fence().test(entry), true);
    } catch (EngineException e) {
      if (!ReplicationReport.passes(e.reason()) || cutover == null || cutover.isOverdue()) {
        throw e;
      }
      status
          .ledger(shard.keeper().ledger())
          .message("restoring parameters, trying again: " + e.getMessage())
          .publish();
      return false;
    }
    status.ledger(shard.keeper().ledger()).state(TaskState.DETACHED, "done");
    if (cutover == null) {
      status.publish();
    } else {
      cutover.report();
    }
    return true;
  }

  /** The last figures; the target has taken over, so that nothing a server says now matters. */
  private void lastLook() {
    if (!started) {
      return;
    }
    try {
      shard.replication().lookNow();
      look();
    } catch (EngineException | CommandRefusedException e) {
      LOG.info("no last figures: {}", e.getMessage());
    }
  }

  private void stop(TaskSpec order) throws IOException {
    status.message("stopping").publish();
    shard.proof().close();
    shard.replication().close();
    shard.restore(entry -> true, !order.keepClaim());
    status.ledger(shard.keeper().ledger()).state(TaskState.STOPPED, "stopped").publish();
  }
}
