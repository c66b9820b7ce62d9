package io.redismigration.engine.target;

import java.time.Duration;

/**
 * Limits the bytes and the commands sent to the target per second, over all lanes. Rates change at
 * once, also for those who wait. Idle time is not saved up: after a pause at most {@link #BURST} is
 * let through at once.
 */
public final class Throttle {

  /** What may go out at once, as time at the allowed rate. */
  public static final Duration BURST = Duration.ofMillis(100);

  private static final long NANOS = 1_000_000_000L;

  private boolean suspended;
  private long bytesPerSecond;
  private long commandsPerSecond;
  private double owedBytes;
  private double owedCommands;
  private long paidAt = System.nanoTime();
  private boolean heldBack;
  private long heldBackAt;

  /** Sets no limit. */
  public Throttle() {}

  /**
   * Changes the rates.
   *
   * @param newBytesPerSecond 0 for no limit
   * @param newCommandsPerSecond 0 for no limit
   */
  public synchronized void limit(long newBytesPerSecond, long newCommandsPerSecond) {
    if (newBytesPerSecond < 0 || newCommandsPerSecond < 0) {
      throw new IllegalArgumentException("rates are 0 (no limit) or more");
    }
    pay();
    bytesPerSecond = newBytesPerSecond;
    commandsPerSecond = newCommandsPerSecond;
    owedBytes = newBytesPerSecond == 0 ? 0 : owedBytes;
    owedCommands = newCommandsPerSecond == 0 ? 0 : owedCommands;
    notifyAll();
  }

  /** Lets nothing through at all, or no longer so. What is under way comes to its end. */
  public synchronized void suspend(boolean nothing) {
    suspended = nothing;
    notifyAll();
  }

  /**
   * Waits until what was sent before is within the rates, then counts {@code bytes} and {@code
   * commands} as sent. Costs one uncontended lock where there is no limit.
   */
  public synchronized void acquire(long bytes, long commands) throws InterruptedException {
    while (suspended) {
      wait();
    }
    for (long nanos = overdueNanos(); nanos > 0; nanos = overdueNanos()) {
      heldBack = true;
      heldBackAt = System.nanoTime();
      wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
    if (bytesPerSecond > 0) {
      owedBytes += bytes;
    }
    if (commandsPerSecond > 0) {
      owedCommands += commands;
    }
  }

  /** Whether somebody had to wait for the rates within the last second. */
  public synchronized boolean hasHeldBack() {
    return heldBack && System.nanoTime() - heldBackAt < NANOS;
  }

  /** Whether somebody who came now would have to wait. */
  public synchronized boolean isHoldingBack() {
    return overdueNanos() > 0;
  }

  private long overdueNanos() {
    pay();
    double seconds =
        Math.max(
            bytesPerSecond == 0 ? 0 : owedBytes / bytesPerSecond,
            commandsPerSecond == 0 ? 0 : owedCommands / commandsPerSecond);
    return Math.max(0, (long) (seconds * NANOS) - BURST.toNanos());
  }

  private void pay() {
    long now = System.nanoTime();
    double seconds = (double) (now - paidAt) / NANOS;
    paidAt = now;
    owedBytes = Math.max(0, owedBytes - seconds * bytesPerSecond);
    owedCommands = Math.max(0, owedCommands - seconds * commandsPerSecond);
  }
}
