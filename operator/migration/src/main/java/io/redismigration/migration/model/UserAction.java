package io.redismigration.migration.model;

/** What the user may do in a phase. Viewing is always possible and not listed. */
public enum UserAction {
  EDIT,
  START,
  SUSPEND,
  THROTTLE,
  VERIFY,
  REPAIR,
  CONFIRM,
  RETRY,
  CANCEL,
  DELETE
}
