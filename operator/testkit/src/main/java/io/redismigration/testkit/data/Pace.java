package io.redismigration.testkit.data;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Says how many operations are due: always the most allowed, or as many as the clock says. */
final class Pace {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final int perSecond;
  private final int most;
  private final long start = System.nanoTime();
  private long issued;

  Pace(int perSecond, int most) {
    this.perSecond = perSecond;
    this.most = most;
  }

  /**
   * Waits until one is due or the wait was called off; returns how many are due, at most the most
   * allowed.
   */
  int awaitTurn(BooleanSupplier calledOff) {
    if (perSecond == 0) {
      return most;
    }
    while (!calledOff.getAsBoolean()) {
      long elapsed = System.nanoTime() - start;
      long due = (long) ((double) elapsed * perSecond / SECOND);
      if (due > issued) {
        int count = (int) Math.min(most, due - issued);
        issued += count;
        return count;
      }
      long untilNext = (issued + 1) * SECOND / perSecond - elapsed;
      LockSupport.parkNanos(Math.min(LONGEST_PAUSE, Math.max(1, untilNext)));
    }
    return 0;
  }
}
