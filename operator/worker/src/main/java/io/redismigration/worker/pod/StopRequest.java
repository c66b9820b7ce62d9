package io.redismigration.worker.pod;

import java.time.Duration;

/** SIGTERM, as a value: raised once by one thread, looked at by another. */
final class StopRequest {
  private static final long NOT_YET = Long.MIN_VALUE;

  private volatile long raisedNanos = NOT_YET;

  void raise() {
    if (raisedNanos == NOT_YET) {
      raisedNanos = System.nanoTime();
    }
  }

  boolean isRaised() {
    return raisedNanos != NOT_YET;
  }

  /** Whether it was raised that long ago. */
  boolean isOlderThan(Duration age) {
    return isRaised() && System.nanoTime() - raisedNanos >= age.toNanos();
  }
}
