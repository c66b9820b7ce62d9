package io.redismigration.engine.cutover;

/** The steps of a freeze, in order. */
public enum CutoverStep {
  /** The target is close behind the source, which is still open. */
  CATCH_UP,
  /** No client's write is executed by the source any more. */
  FENCE,
  /** Everything the source executed before the fence is confirmed by the target. */
  DRAIN,
  /** The keys that may have changed since the last full comparison are equal. */
  PROVE,
  /** Nothing but harmless commands came after the fence. */
  SEAL,
  /** The decision is recorded. */
  COMMIT
}
