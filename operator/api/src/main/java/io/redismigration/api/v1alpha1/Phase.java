package io.redismigration.api.v1alpha1;

/** Where a migration stands. Later versions may add constants. */
public enum Phase {
  /** Seen, not looked at yet. */
  Pending,

  /** The checks run. */
  Validating,

  /** Validated; waits for the user or the scheduled time. */
  AwaitingStart,

  /** Validated again; parameters set, target claimed and locked. */
  Preparing,

  /** The snapshot is copied while the stream is spooled. */
  FullSync,

  /** The stream is applied. */
  Streaming,

  /** Source fenced, stream drained, clients switched. */
  CuttingOver,

  /** Done. */
  Completed,

  /** Ended by an error; cleaned up. */
  Failed,

  /** Being cleaned up on the user's word. */
  Cancelling,

  /** Ended on the user's word; cleaned up. */
  Cancelled
}
