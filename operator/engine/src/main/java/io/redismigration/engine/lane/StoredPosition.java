package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.Claim;
import java.util.Optional;

/** Whether the batch that was under way is in the target, by the checkpoint that lies there. */
enum StoredPosition {
  /** The checkpoint is that of the batch before. */
  NOT_APPLIED,
  /** The checkpoint is that of the batch itself. */
  APPLIED;

  /**
   * Compares.
   *
   * @param claim whose target it is
   * @param stored what lies there
   * @param before the last checkpoint known to lie there
   * @param sent the checkpoint of a batch that was sent and may or may not have been executed
   * @throws EngineException when it is neither: the target lost data, or belongs to somebody else
   */
  static StoredPosition of(
      Claim claim, Optional<Checkpoint> stored, Checkpoint before, Optional<Checkpoint> sent) {
    Checkpoint found = claim.writable(stored);
    if (sent.isPresent() && same(found, sent.get())) {
      return APPLIED;
    }
    if (same(found, before)) {
      return NOT_APPLIED;
    }
    throw new EngineException(
        Reason.CheckpointWentBack,
        "the target was at offset " + before.applied() + " and is now at " + found.applied(),
        "the target has lost writes, by a failover or a restart from an older dump");
  }

  private static boolean same(Checkpoint one, Checkpoint other) {
    return one.epoch() == other.epoch()
        && one.replicationId().equals(other.replicationId())
        && one.applied() == other.applied()
        && one.inside() == other.inside();
  }
}
