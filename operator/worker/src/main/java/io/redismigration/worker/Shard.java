package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.engine.run.SourceHealth;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.worker.clients.ClientWatch;
import io.redismigration.worker.parameters.ParameterKeeper;
import io.redismigration.worker.parameters.TargetLock;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything one worker has open for its shard. */
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final RedisControl source;
  private final RedisControl target;
  private final Replication replication;
  private final ParameterKeeper keeper;
  private final ShardProof proof;
  private final PaceMeter pace;
  private final Optional<TargetLock> lock;
  private final ClientWatch clients;

  Shard(
      RedisControl source,
      RedisControl target,
      Replication replication,
      ParameterKeeper keeper,
      ShardProof proof,
      Optional<TargetLock> lock,
      InstantSource clock) {
    this.source = source;
    this.target = target;
    this.replication = replication;
    this.keeper = keeper;
    this.proof = proof;
    this.pace = new PaceMeter(clock);
    this.lock = lock;
    this.clients = new ClientWatch(source, clock);
  }

  RedisControl source() {
    return source;
  }

  Replication replication() {
    return replication;
  }

  ParameterKeeper keeper() {
    return keeper;
  }

  ShardProof proof() {
    return proof;
  }

  /** Who uses the source. */
  ClientWatch clients() {
    return clients;
  }

  /** How far it is, and how fast it goes. */
  ShardProgress progress(TaskSpec order, ReplicationStatus seen) {
    Pace now =
        pace.look(
            seen,
            replication.headway(),
            order.replication(),
            replication.throttle().hasHeldBack(),
            keeper.ledger());
    return ReplicationReport.progress(order, seen, proof.ttlsExact(), now, clients.seen());
  }

  /** Takes over what may change while it runs. */
  void follow(ReplicationOptions options) throws InterruptedException {
    ThrottleSpec limits = options.throttle();
    replication.throttle().limit(limits.bytesPerSecond(), limits.commandsPerSecond());
    replication.throttle().suspend(options.suspended());
    proof.follow(options.verification(), limits, options.verificationRound());
    proof.repair(options.repairRound());
  }

  /**
   * Looks after the source's parameters by what it told of itself last. Not during a cutover, when
   * nothing but the fence is to be set.
   */
  void lookAfterParameters(ParametersSpec wanted) {
    SourceHealth now = replication.sourceHealth().orElse(null);
    if (now == null) {
      return;
    }
    try {
      keeper.lookAfter(wanted, now.runId(), now.evictedKeys());
    } catch (EngineException | CommandRefusedException | IOException e) {
      LOG.warn("the source's parameters could not be looked after: {}", e.getMessage());
    }
  }

  /**
   * Makes the user that writes to the target, where it is to be locked; before anything is written.
   */
  void enterTarget() throws IOException {
    if (lock.isPresent()) {
      lock.get().enterPrimary();
    }
  }

  /** Makes that user on the target's replicas, before they have to know it. */
  void enterTargetReplicas() throws IOException {
    if (lock.isPresent()) {
      lock.get().enterReplicas();
    }
  }

  /**
   * Makes that user again, the target having forgotten it by a restart.
   *
   * @return false where it writes as the manifest's user, who is refused for another reason
   */
  boolean enterTargetAgain() {
    try {
      enterTarget();
      enterTargetReplicas();
    } catch (EngineException | CommandRefusedException | IOException e) {
      LOG.warn("the target does not know the run's user: {}", e.getMessage());
    }
    return lock.isPresent();
  }

  /** Keeps everybody else from writing to the target, the target being ours. */
  void lockTarget() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }

  /**
   * Puts back what was locked so far: the target is watched instead, and stands on record so.
   *
   * @param why it cannot be locked; thrown where it cannot be put back either
   */
  void watchTargetInstead(EngineException why) throws IOException {
    try {
      keeper.restore(LockedUser::is);
    } catch (EngineException | CommandRefusedException e) {
      why.addSuppressed(e);
      throw why;
    }
    boolean locked = keeper.ledger().stream().anyMatch(e -> e.open() && LockedUser.is(e));
    if (lock.isEmpty() || locked) {
      throw why;
    }
    lock.get().giveUp(why.getMessage());
  }

  /** Looks whether it still is. */
  void lookAfterLock() {
    try {
      if (lock.isPresent()) {
        lock.get().lookAfter();
      }
    } catch (EngineException | CommandRefusedException | IOException e) {
      LOG.warn("the target's lock could not be looked after: {}", e.getMessage());
    }
  }

  /** The target has taken over: its users may write. */
  void unlockTarget() {
    lock.ifPresent(TargetLock::open);
  }

  /** Whether users of the target may still lack the right to write. */
  boolean isTargetLocked() {
    return lock.filter(TargetLock::isClosed).isPresent();
  }

  /**
   * Restores what the predicate selects; the user that writes to the target goes last, and the
   * claim, where it is given up, before it.
   */
  void restore(Predicate<LedgerEntry> which, boolean giveUpClaim) throws IOException {
    keeper.restore(entry -> which.test(entry) && !LockedUser.isOwn(entry));
    if (giveUpClaim) {
      removeClaim();
    }
    keeper.restore(LockedUser::isOwn);
  }

  /** Gives the target up, the replication being closed: no checkpoint, no claim. */
  private void removeClaim() {
    try (CheckpointStore open = replication.store()) {
      open.remove();
    }
  }

  @Override
  public void close() {
    proof.close();
    replication.close();
    source.close();
    target.close();
  }
}
