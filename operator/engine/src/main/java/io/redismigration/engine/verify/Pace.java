package io.redismigration.engine.verify;

import io.redismigration.engine.exact.StreamCuts;
import java.util.function.LongSupplier;

/**
 * Keeps a rate of keys per second, on average over a second, and gives way to a stream that is
 * behind. For one thread.
 */
final class Pace {
  private static final long SECOND = 1_000_000_000;
  private static final long LOOK_MILLIS = 20;

  /** Per spending: a stream that is behind for hours must not keep a pass from ending. */
  private static final int MOST_LOOKS = 10;

  private final LongSupplier perSecond;
  private final StreamCuts stream;
  private long dueNanos = System.nanoTime();
  private long restedNanos;

  /**
   * @param perSecond asked each time; 0 for no limit
   */
  Pace(LongSupplier perSecond, StreamCuts stream) {
    this.perSecond = perSecond;
    this.stream = stream;
  }

  /** Waits for as long as that many keys may take. */
  void spend(int keys) throws InterruptedException {
    long begun = System.nanoTime();
    for (int looks = 0; looks < MOST_LOOKS && stream.isBehind(); looks++) {
      Thread.sleep(LOOK_MILLIS);
    }
    restedNanos += System.nanoTime() - begun;
    keepRate(keys);
  }

  /**
   * The same, without a look at the stream: a server that waits for us has a forked child for as
   * long.
   */
  void keepRate(int keys) throws InterruptedException {
    long begun = System.nanoTime();
    long limit = perSecond.getAsLong();
    if (limit > 0) {
      long now = System.nanoTime();
      dueNanos = Math.max(dueNanos, now - SECOND) + keys * SECOND / limit;
      long wait = dueNanos - now;
      if (wait > 0) {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
    }
    restedNanos += System.nanoTime() - begun;
  }

  /** How long it waited in all, in nanoseconds. */
  long restedNanos() {
    return restedNanos;
  }
}
