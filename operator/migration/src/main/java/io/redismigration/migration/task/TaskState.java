package io.redismigration.migration.task;

/**
 * How far a worker has come. The order of the constants up to {@code DETACHED} is the order in
 * which a Replicate task passes them.
 */
public enum TaskState {
  /** No worker has reported yet. */
  PENDING,
  CONNECTING,
  PREPARING,
  /** Parameters set, target claimed and locked. */
  PREPARED,
  FULL_SYNC,
  STREAMING,
  /** Still streaming; every connection and right the cutover needs was tried. */
  ARMED,
  /** Fence in force, M read. */
  FENCED,
  /** Applied is at least M. */
  DRAINED,
  /** Delta equal, nothing came after M that matters. */
  SEALED,
  /** Cutover decided: for. */
  COMMITTED,
  /** Link closed, parameters restored except the fence, claim and checkpoint removed. */
  DETACHED,
  /** Cutover decided: against. Fence lifted, streaming again. */
  ABORTED,
  /** Ended by order, cleaned up. */
  STOPPED,
  /** A Switch task: everything leads to the target; it is watched that it stays so. */
  SWITCHED,
  /** Preflight, Verify and Restore tasks: done. Preflight: all checks are evaluated. */
  SUCCEEDED,
  /**
   * Ended by itself; {@link TaskStatus#failure()} says why. A worker whose commit was not answered
   * reads it back instead of failing; one that ends nevertheless leaves its sealed offset in the
   * report, and the next epoch's worker reads it back.
   */
  FAILED;

  /** The worker has nothing more to do. */
  public boolean ended() {
    return switch (this) {
      case DETACHED, STOPPED, SUCCEEDED, FAILED -> true;
      default -> false;
    };
  }

  /** The snapshot is in the target and the stream is applied, in whichever state of a cutover. */
  public boolean streams() {
    return switch (this) {
      case STREAMING, ARMED, FENCED, DRAINED, SEALED, COMMITTED, ABORTED -> true;
      default -> false;
    };
  }
}
