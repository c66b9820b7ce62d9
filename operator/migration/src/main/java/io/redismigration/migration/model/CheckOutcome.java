package io.redismigration.migration.model;

/** What became of a check. */
public enum CheckOutcome {
  PASSED,
  /** Something to know, nothing to do. */
  INFO,
  WARNING,
  FAILED,
  /** Failed, and accepted by name in {@code spec.checks.ignore}. */
  IGNORED,
  /** Could not run because an earlier check failed. */
  BLOCKED,
  /** Means nothing here, for example without a cluster. */
  NOT_APPLICABLE
}
