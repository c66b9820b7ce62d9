package io.redismigration.engine.verify;

/** What is compared while the source stands still. */
public enum FenceScope {
  /** Keys not proven equal since the last pass, and numbers of keys. */
  DELTA,
  /** Every key, both ways. */
  EVERY_KEY,
  /** Keys the stream says are in doubt, and numbers of keys. */
  COUNTS
}
