package io.redismigration.migration.model;

/** How the target is kept from being written by others. */
public enum LockMode {
  AUTO,
  ACL,
  DETECT_ONLY
}
