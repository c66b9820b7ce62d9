package io.redismigration.migration.model;

/** What follows when somebody else writes to the target before the cutover's commit. */
public enum ForeignWritePolicy {
  /** Told, and a cutover waits until everything was compared again. */
  WARN,
  /** The migration ends. */
  FAIL
}
