package io.redismigration.api.v1alpha1;

/** What is compared once the source is fenced. */
public enum FenceVerification {
  /** The keys that changed since the last full pass, counts and offsets. */
  Delta,

  /** Every key; the outage lasts as long. */
  Full,

  /** Counts and offsets. */
  Counts
}
