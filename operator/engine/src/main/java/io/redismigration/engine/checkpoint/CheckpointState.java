package io.redismigration.engine.checkpoint;

/** How far a run has come on its target; the names are stored there. */
public enum CheckpointState {
  /**
   * The snapshot is being copied: the target holds a part of the data, and a restart begins again.
   */
  LOADING,
  /** The snapshot is complete; the stream has been applied up to the checkpoint's offset. */
  STREAMING,
  /** Cutover was decided for this run: the target is the primary copy, nobody undoes. */
  COMMITTED
}
