package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.target.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the target's replicas have the whole snapshot, so that a failover right after it does
 * not begin it anew. Not for ever: a replica gets the checkpoint after everything before it, so one
 * that is promoted without the snapshot says so itself.
 */
final class SnapshotOnReplicas {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotOnReplicas.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final CheckpointStore store;
  private final RedisControl target;
  private final Duration patience;
  private final InstantSource clock;
  private volatile Waiting waiting;
  private Instant began;

  /**
   * @param target control connection
   * @param patience how long silent replicas are waited for
   */
  SnapshotOnReplicas(
      CheckpointStore store, RedisControl target, Duration patience, InstantSource clock) {
    this.store = store;
    this.target = target;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Returns when every replica that is online has confirmed; one that goes away is not waited for.
   *
   * @return false if some had not in time
   */
  boolean await(CheckpointLocation at) throws InterruptedException {
    began = began == null ? clock.instant() : began;
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        try {
          store.awaitReplicas(at, online(), LOOK);
          return true;
        } catch (EngineException e) {
          if (e.reason() != Reason.TargetReplicasBehind) {
            throw e;
          }
          waiting =
              new Waiting(
                  e.reason(), "the target's replicas do not have the whole snapshot yet", began);
          if (clock.instant().isAfter(began.plus(patience))) {
            LOG.warn(
                "{}; not waited for any longer than {} s: {}",
                e.getMessage(),
                patience.toSeconds(),
                e.remedy());
            return false;
          }
        }
      }
    } finally {
      waiting = null;
    }
  }

  private int online() {
    return (int)
        target.info("replication").replicas().stream()
            .filter(replica -> replica.state().equals("online"))
            .count();
  }

  /** What is waited for now. */
  Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }
}
