package io.redismigration.migration.model;

/** Status of a condition. */
public enum Truth {
  TRUE,
  FALSE,
  UNKNOWN
}
