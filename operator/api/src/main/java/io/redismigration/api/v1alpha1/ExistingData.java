package io.redismigration.api.v1alpha1;

/** What to do with keys the target already holds. */
public enum ExistingData {
  /** Refuse to start. */
  Reject,

  /**
   * Empty the databases that the source uses, once, after the user repeated the token in status.
   */
  Flush
}
