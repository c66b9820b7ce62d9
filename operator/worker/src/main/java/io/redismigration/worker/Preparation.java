package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one shard ready to be replicated: opens the ways to both sides, takes over from an earlier
 * worker, sets parameters, claims and locks the target. What passes is waited out. Owns what it has
 * opened.
 */
final class Preparation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Orders orders;
  private final ShardFactory shards;
  private final InstantSource clock;
  private final StatusBuilder status;
  private final PasswordRotation rotation =
      new PasswordRotation("source or target", PasswordRotation.PATIENCE);
  private final SourceClaim claim;
  private Shard shard;
  private List<LedgerEntry> recorded;

  /**
   * What is ready.
   *
   * @param order by which it was prepared
   * @param committed an earlier worker's cutover is decided: there is nothing to replicate
   */
  record Prepared(Shard shard, TaskSpec order, boolean committed) {}

  Preparation(Orders orders, ShardFactory shards, InstantSource clock, StatusBuilder status) {
    this.orders = orders;
    this.shards = shards;
    this.clock = clock;
    this.status = status;
    this.claim = new SourceClaim(orders.current().runId(), clock);
    this.recorded = orders.current().ledger();
  }

  /**
   * Prepares, waiting for what passes.
   *
   * @return empty when it was stopped before
   * @throws EngineException for what does not pass
   * @throws IOException when the ledger is not durable
   */
  Optional<Prepared> prepare() throws IOException, InterruptedException {
    while (true) {
      TaskSpec order = orders.current();
      if (orders.isHalted()) {
        return Optional.empty();
      }
      if (order.desired() == DesiredState.STOP) {
        status.state(TaskState.STOPPED, "stopped before it began").publish();
        return Optional.empty();
      }
      try {
        return Optional.of(prepareOnce(order));
      } catch (EngineException e) {
        if (e.reason() == Reason.TargetNotLockable && order.replication().lockMayFail()) {
          LOG.warn("the target is watched instead of locked: {}", e.getMessage());
          shard.watchTargetInstead(e);
          closeShard();
          continue;
        }
        String waitsFor = waitsFor(order, e);
        closeShard();
        status.message(e.getMessage() + "; " + waitsFor).publish();
        orders.awaitOther(
            order, e.reason() == Reason.SourceInOtherMigration ? claim.pause() : RETRY);
      }
    }
  }

  /** What is waited for; throws what does not pass. Whoever resumes was let in before. */
  private String waitsFor(TaskSpec order, EngineException e) {
    if (e.reason() == Reason.AuthenticationFailed && order.resume() != null && !rotation.lasts()) {
      return "waiting for a new password";
    }
    if (e.reason() == Reason.SourceInOtherMigration && claim.mayPass()) {
      return "trying again";
    }
    if (!ReplicationReport.passes(e.reason())) {
      throw e;
    }
    rotation.over();
    return "trying again";
  }

  private Prepared prepareOnce(TaskSpec order) throws IOException, InterruptedException {
    shard = shards.open(order, recorded);
    shard.enterTarget();
    if (new FenceLeftBehind(order, shard, clock).liftUnlessCommitted()) {
      status
          .ledger(shard.keeper().ledger())
          .message("the source is open again: an earlier worker's cutover is not committed")
          .publish();
    }
    shard.enterTargetReplicas();
    Checkpoint found = shard.replication().prepare();
    if (found.state() == CheckpointState.COMMITTED) {
      return new Prepared(shard, order, true);
    }
    status.state(TaskState.PREPARING, "setting parameters").publish();
    // Left where there was no checkpoint: an empty target is filled anew, the source has it all.
    shard.keeper().restore(ParameterKeeper.fence());
    claim.require(shard.source());
    shard.keeper().raise(order.replication().parameters());
    if (order.owner()) {
      shard.keeper().prepareTarget();
    }
    shard.lockTarget();
    if (order.cutover() != null || order.resume() != null && order.resume().ttlsExact()) {
      shard.proof().ttlsMayBeExact();
    }
    if (order.cutover() != null) {
      // Whoever was told to freeze before has not committed: the planner waits for this answer.
      status.cutover(CutoverRun.nothingCommitted(order.cutover()));
    }
    status
        .ledger(shard.keeper().ledger())
        .state(TaskState.PREPARED, "the target is claimed")
        .publish();
    return new Prepared(shard, order, false);
  }

  /** A later opening must know what this one has set. */
  private void closeShard() {
    if (shard != null) {
      recorded = shard.keeper().ledger();
      status.ledger(recorded);
      shard.close();
      shard = null;
    }
  }

  /** Takes the ledger of what is open into the report. */
  void tellLedger() {
    if (shard != null) {
      status.ledger(shard.keeper().ledger());
    }
  }

  @Override
  public void close() {
    if (shard != null) {
      shard.close();
    }
  }
}
