package io.redismigration.api.v1alpha1;

/** What a write of somebody else to the target does. */
public enum ForeignWrites {
  /** Told; the cutover waits until everything was compared again. */
  Warn,

  /** The migration fails. */
  Fail
}
