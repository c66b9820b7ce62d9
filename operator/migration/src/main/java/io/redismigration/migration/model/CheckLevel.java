package io.redismigration.migration.model;

/** What a failing check means. */
public enum CheckLevel {
  FAIL,
  WARNING,
  INFO
}
