package io.redismigration.migration.model;

/** How the source is left behind. */
public enum SourceAfter {
  READ_ONLY,
  RELEASE
}
