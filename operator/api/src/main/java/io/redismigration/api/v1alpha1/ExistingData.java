package io.redismigration.api.v1alpha1;

/** What to do with keys the target already holds. */
public enum ExistingData {
  /** Refuse to start. */
  Reject,

  /** Flush the mapped databases once, after the user confirmed with the token in status. */
  Flush
}
