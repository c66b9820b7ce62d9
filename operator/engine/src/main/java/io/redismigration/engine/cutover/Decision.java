package io.redismigration.engine.cutover;

import java.time.Duration;

/**
 * The one record that says that the target is the primary copy from now on: first writer wins,
 * nobody undoes.
 */
public interface Decision {

  /**
   * Returns when the target's replicas have everything that was written so far, so that what is
   * decided on survives a failover of the target.
   *
   * @throws io.redismigration.engine.EngineException with {@link
   *     io.redismigration.engine.Reason#TargetReplicasBehind} when they do not have it in time
   */
  void awaitReplicas(Duration atMost);

  /**
   * Records the commit on the target and waits for the target's replicas. Repeated as long as the
   * target cannot be reached ({@link io.redismigration.engine.Reason#TargetUnreachable}, {@link
   * io.redismigration.engine.Reason#TargetNotReady}); anything else gives it up.
   *
   * @throws io.redismigration.engine.EngineException when it is not known to be recorded: it may be
   */
  void commit();
}
