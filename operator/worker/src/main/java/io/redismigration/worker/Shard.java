package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.engine.run.SourceHealth;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.InstantSource;
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

  Shard(
      RedisControl source,
      RedisControl target,
      Replication replication,
      ParameterKeeper keeper,
      ShardProof proof,
      InstantSource clock) {
    this.source = source;
    this.target = target;
    this.replication = replication;
    this.keeper = keeper;
    this.proof = proof;
    this.pace = new PaceMeter(clock);
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

  /** How far it is, and how fast it goes. */
  ShardProgress progress(TaskSpec order, ReplicationStatus seen) {
    Pace now =
        pace.look(
            seen,
            replication.headway(),
            order.replication(),
            replication.throttle().hasHeldBack(),
            keeper.ledger());
    return ReplicationReport.progress(order, seen, proof.ttlsExact(), now);
  }

  /** Takes over what may change while it runs. */
  void follow(ReplicationOptions options) throws InterruptedException {
    ThrottleSpec limits = options.throttle();
    replication.throttle().limit(limits.bytesPerSecond(), limits.commandsPerSecond());
    replication.throttle().suspend(options.suspended());
    proof.follow(options.verification(), options.verificationRound());
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

  /** Gives the target up, the replication being closed: no checkpoint, no claim. */
  void removeClaim() {
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
