package io.redismigration.api.v1alpha1;

/** What a check that does not pass means. */
public enum CheckLevel {
  /** Blocks the migration. */
  Fail,

  /** Is shown, never blocks. */
  Warning,

  /** Is shown. */
  Info
}
