package io.redismigration.engine.link;

/** What the link is doing. */
public enum LinkState {
  /** Not started. */
  IDLE,
  /** Connecting and introducing itself. */
  CONNECTING,
  /** PSYNC was sent; the source prepares its answer or its snapshot. */
  WAITING_FOR_SOURCE,
  /** The snapshot is coming in. */
  RECEIVING_SNAPSHOT,
  /** The stream is coming in. */
  STREAMING,
  /** The spool is full; the status says so. */
  PAUSED,
  /** Connection lost before the applier found the end of the snapshot: it decides what to ask. */
  WAITING_FOR_SNAPSHOT_END,
  /** Waiting before the next try. */
  RETRYING,
  /** Ended by an error that waiting does not cure. */
  FAILED,
  /** Closed. */
  CLOSED
}
