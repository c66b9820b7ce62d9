package io.redismigration.api.v1alpha1;

/** How a check ended. */
public enum CheckResult {
  /** Nothing to say. */
  Passed,

  /** What it looks for was found. */
  Failed,

  /** It failed, and the user accepted it by name. */
  Ignored,

  /** It could not run because an earlier one failed. */
  Blocked,

  /** It has no meaning for this migration. */
  NotApplicable
}
