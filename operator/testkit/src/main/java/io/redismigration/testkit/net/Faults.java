package io.redismigration.testkit.net;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What is wrong with one direction right now. All connections of a proxy share it; changes act at
 * once.
 */
final class Faults {

  private static final long UNLIMITED = Long.MAX_VALUE;
  private static final int SLICES_PER_SECOND = 50;
  private static final int SMALLEST_SLICE = 64;

  private boolean stalled;
  private long delayNanos;
  private long bytesPerSecond = UNLIMITED;
  private long nextFreeNanos;
  private long untilCut = UNLIMITED;
  private long forwarded;

  synchronized void stall() {
    stalled = true;
  }

  synchronized void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  synchronized void throttle(long rate) {
    bytesPerSecond = rate;
    nextFreeNanos = System.nanoTime();
    notifyAll();
  }

  synchronized void cutAfter(long bytes) {
    untilCut = bytes;
  }

  synchronized void clear() {
    stalled = false;
    delayNanos = 0;
    bytesPerSecond = UNLIMITED;
    untilCut = UNLIMITED;
    notifyAll();
  }

  /** Bytes passed on so far. */
  synchronized long forwarded() {
    return forwarded;
  }

  /** When bytes read now may leave. */
  synchronized long dueNanos() {
    return System.nanoTime() + delayNanos;
  }

  synchronized void awaitNotStalled() throws InterruptedException {
    while (stalled) {
      wait();
    }
  }

  /**
   * Waits until some bytes may leave.
   *
   * @return how many, at least one unless the connection is to be cut now
   */
  synchronized int awaitTurn(long dueNanos, int wanted) throws InterruptedException {
    for (long nanos = nanosToWait(dueNanos); nanos > 0; nanos = nanosToWait(dueNanos)) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    int allowed = (int) Math.min(wanted, untilCut);
    if (bytesPerSecond != UNLIMITED) {
      allowed =
          (int) Math.min(allowed, Math.max(SMALLEST_SLICE, bytesPerSecond / SLICES_PER_SECOND));
      long now = Math.max(nextFreeNanos, System.nanoTime());
      nextFreeNanos = now + allowed * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }
    return allowed;
  }

  /** Counts bytes that left; true if the connection is to be cut after them. */
  synchronized boolean passed(int bytes) {
    forwarded += bytes;
    if (untilCut != UNLIMITED) {
      untilCut -= bytes;
      if (untilCut <= 0) {
        untilCut = UNLIMITED;
        return true;
      }
    }
    return false;
  }

  private long nanosToWait(long dueNanos) {
    if (stalled) {
      return Long.MAX_VALUE;
    }
    long now = System.nanoTime();
    long untilDue = dueNanos - now;
    return bytesPerSecond == UNLIMITED ? untilDue : Math.max(untilDue, nextFreeNanos - now);
  }
}
