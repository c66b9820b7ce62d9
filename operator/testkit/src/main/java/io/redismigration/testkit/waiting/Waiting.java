package io.redismigration.testkit.waiting;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition by asking again and again. */
public final class Waiting {

  private static final long POLL_MILLIS = 5;
  private static final long SPARING_POLL_MILLIS = 100;

  private Waiting() {}

  /**
   * Returns when the condition holds.
   *
   * @param what completes "waited in vain until"
   * @throws TimedOutException if it does not within the limit
   */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    until(what, limit, POLL_MILLIS, condition);
  }

  /**
   * As {@link #until}, asking ten times a second only: where the asking itself is work for those
   * who are waited for.
   */
  public static void sparingly(String what, Duration limit, BooleanSupplier condition) {
    until(what, limit, SPARING_POLL_MILLIS, condition);
  }

  private static void until(
      String what, Duration limit, long pollMillis, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimedOutException("waited " + limit.toMillis() + " ms in vain until " + what);
      }
      pause(pollMillis);
    }
  }

  /**
   * Gives way for a moment.
   *
   * @throws IllegalStateException if the thread is interrupted; it stays so
   */
  public static void pause() {
    pause(POLL_MILLIS);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
