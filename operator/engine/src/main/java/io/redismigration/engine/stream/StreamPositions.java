package io.redismigration.engine.stream;

import java.time.Duration;

/**
 * How far the stream has come, as replication offsets of last bytes. Written by the applier and the
 * lane, read by anybody.
 */
public final class StreamPositions {
  private volatile long parsed;
  private volatile long applied;
  private volatile long confirmed;

  StreamPositions(long start) {
    parsed = start;
    applied = start;
    confirmed = start;
  }

  /** End of the last command that was looked at. */
  public long parsed() {
    return parsed;
  }

  /** End of what was handed over for the target, at a boundary outside transactions. */
  public long applied() {
    return applied;
  }

  /** End of what the target has executed with all replies checked. */
  public long confirmed() {
    return confirmed;
  }

  void parsed(long offset) {
    parsed = offset;
  }

  void applied(long offset) {
    applied = offset;
  }

  synchronized void confirmed(long offset) {
    if (offset > confirmed) {
      confirmed = offset;
      notifyAll();
    }
  }

  /**
   * Waits until everything up to {@code offset} is confirmed.
   *
   * @return false when the time is over first
   */
  public synchronized boolean awaitConfirmed(long offset, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (confirmed < offset) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }
}
