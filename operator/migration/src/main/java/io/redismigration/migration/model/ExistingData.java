package io.redismigration.migration.model;

/** What to do with keys that the target already holds. */
public enum ExistingData {
  REJECT,
  FLUSH
}
