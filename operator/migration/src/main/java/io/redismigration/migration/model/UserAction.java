package io.redismigration.migration.model;

/** What the user may do in a phase. Viewing is always possible and not listed. */
public enum UserAction {
  EDIT,
  START,
  /** Of what the target holds, before anything is copied. */
  CONFIRM_FLUSH,
  SUSPEND,
  THROTTLE,
  VERIFY,
  REPAIR,
  /** Of the cutover. */
  CONFIRM,
  RETRY,
  CANCEL,
  DELETE
}
