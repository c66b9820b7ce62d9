package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
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
   * @param stored what lies on the target
   * @param before the last checkpoint known to lie there
   * @param sent the checkpoint of a batch that was sent and may or may not have been executed
   * @throws EngineException when it is neither: the target lost data, or belongs to somebody else
   */
  static StoredPosition of(
      Optional<Checkpoint> stored, Checkpoint before, Optional<Checkpoint> sent) {
    Checkpoint found = stored.orElseThrow(StoredPosition::missing);
    if (sent.isPresent() && same(found, sent.get())) {
      return APPLIED;
    }
    if (same(found, before)) {
      return NOT_APPLIED;
    }
    throw refusal(found, before);
  }

  /** The target was emptied, or another one is in its place. */
  static EngineException missing() {
    return new EngineException(
        Reason.CheckpointMissing,
        "the key " + CheckpointLocation.KEY + " is gone from the target",
        "find out who emptied the target or put another one in its place");
  }

  private static boolean same(Checkpoint one, Checkpoint other) {
    return one.run().equals(other.run())
        && one.epoch() == other.epoch()
        && one.replicationId().equals(other.replicationId())
        && one.applied() == other.applied()
        && one.inside() == other.inside();
  }

  private static EngineException refusal(Checkpoint found, Checkpoint before) {
    if (!found.run().equals(before.run())) {
      return new EngineException(
          Reason.TargetClaimedByAnotherRun,
          "the target now holds the checkpoint of run " + found.run(),
          "let only one migration write to the target");
    }
    if (found.epoch() > before.epoch()) {
      return new EngineException(
          Reason.EpochSuperseded,
          "a later worker, epoch " + found.epoch() + ", has taken over from " + before.epoch(),
          "nothing is to be done: this worker stops");
    }
    return new EngineException(
        Reason.CheckpointWentBack,
        "the target was at offset " + before.applied() + " and is now at " + found.applied(),
        "the target has lost writes, by a failover or a restart from an older dump");
  }
}
