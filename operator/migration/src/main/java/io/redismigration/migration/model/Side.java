package io.redismigration.migration.model;

/** Which server. */
public enum Side {
  SOURCE,
  TARGET
}
