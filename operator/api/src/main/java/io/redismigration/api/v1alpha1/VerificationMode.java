package io.redismigration.api.v1alpha1;

/** How the live verification compares both sides. */
public enum VerificationMode {
  /** Every key, both ways. */
  Full,

  /** A random sample of the keys, drawn on both sides. */
  Sample,

  /** Only numbers of keys, of both sides at one offset. */
  Counts,

  /** Not at all. */
  Off
}
