package io.redismigration.api.v1alpha1;

/** How the target is closed to other writers while data is copied. */
public enum LockMode {
  /** By ACL where the target can, else by detection. */
  Auto,

  /** By ACL only; refuse where that is impossible. */
  Acl,

  /** Foreign writes are noticed and reported, not prevented. */
  DetectOnly
}
