package io.redismigration.migration.model;

/** What to do when the source forces a full sync after the target had caught up. */
public enum OnFullResync {
  FAIL,
  FLUSH
}
