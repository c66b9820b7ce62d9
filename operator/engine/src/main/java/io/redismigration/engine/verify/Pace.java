package io.redismigration.engine.verify;

/** Keeps a rate of keys per second, on average over a second. For one thread. */
final class Pace {
  private static final long SECOND = 1_000_000_000;

  private final int perSecond;
  private long dueNanos = System.nanoTime();

  /**
   * @param perSecond 0 for no limit
   */
  Pace(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Waits for as long as that many keys may take. */
  void spend(int keys) throws InterruptedException {
    if (perSecond == 0) {
      return;
    }
    long now = System.nanoTime();
    dueNanos = Math.max(dueNanos, now - SECOND) + keys * SECOND / perSecond;
    long wait = dueNanos - now;
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
  }
}
