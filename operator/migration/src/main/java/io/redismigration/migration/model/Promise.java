package io.redismigration.migration.model;

/** What users rely on; see {@code guarantees}. */
public enum Promise {
  /** No acknowledged write of the source is lost or applied twice. */
  NO_WRITE_LOST_OR_REPEATED,
  /** The source is never harmed and its parameters come back. */
  SOURCE_UNHARMED,
  /** The target is never overwritten by mistake. */
  TARGET_NOT_OVERWRITTEN,
  /** A cutover happens only when confirmed and undoes itself when it cannot finish. */
  CUTOVER_CONFIRMED_AND_UNDOABLE,
  /** Times to live neither shorten nor vanish. */
  TIMES_TO_LIVE_KEPT
}
