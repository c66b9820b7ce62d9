package io.redismigration.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition by asking again and again. */
final class Waiting {

  private static final long POLL_MILLIS = 10;

  private Waiting() {}

  /**
   * Returns when the condition holds.
   *
   * @throws ServerFailedException if it does not within the limit
   */
  static void until(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new ServerFailedException("waited " + limit.toSeconds() + " s in vain until " + what);
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting until " + what, e);
      }
    }
  }
}
