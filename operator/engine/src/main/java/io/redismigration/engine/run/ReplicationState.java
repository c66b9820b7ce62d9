package io.redismigration.engine.run;

/** Where a replication stands. */
public enum ReplicationState {
  /** Nothing has been done yet. */
  NEW,
  /** The target is claimed for this run, or taken over from an earlier worker. */
  PREPARED,
  /** The snapshot is being written while the stream is spooled. */
  FULL_SYNC,
  /** The stream is applied. */
  STREAMING,
  /** Ended as asked; the checkpoint on the target says where to resume. */
  STOPPED,
  /** Ended by itself; the failure says why. */
  FAILED
}
