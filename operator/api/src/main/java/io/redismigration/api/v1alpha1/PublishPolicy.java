package io.redismigration.api.v1alpha1;

/** What becomes of PUBLISH commands in the stream. */
public enum PublishPolicy {
  /** Dropped and counted. */
  Drop,

  /** Sent to the target. */
  Forward
}
