package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a fence that lapses by itself in force, on a thread of its own: neither a long comparison
 * nor a target that is slow to answer may open the source. Renews at a third of the lease.
 */
final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final long SOON_MILLIS = 200;

  private final Fence fence;
  private final LongSupplier nanoTime;
  private final long nanos;
  private final Thread thread = new Thread(this::run, "fence");
  private volatile long renewedAt;
  private volatile boolean lapsed;

  /**
   * @param fence in force
   * @param engagedAt when it was asked for, on the same clock
   */
  Lease(Fence fence, long engagedAt, LongSupplier nanoTime) {
    this.fence = fence;
    this.nanoTime = nanoTime;
    this.nanos = fence.lease().toNanos();
    this.renewedAt = engagedAt;
    thread.setDaemon(true);
    if (nanos > 0) {
      thread.start();
    }
  }

  /** Whether the source may have been open at any moment since. */
  boolean hasLapsed() {
    return lapsed || nanos > 0 && nanoTime.getAsLong() - renewedAt > nanos;
  }

  private void run() {
    long pause = nanos / 3_000_000;
    try {
      while (true) {
        Thread.sleep(pause);
        pause = renew() ? nanos / 3_000_000 : SOON_MILLIS;
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private boolean renew() {
    long asked = nanoTime.getAsLong();
    try {
      fence.renew();
    } catch (EngineException | CommandRefusedException e) {
      LOG.warn("the fence could not be renewed: {}", e.getMessage());
      return false;
    }
    if (nanoTime.getAsLong() - renewedAt > nanos) {
      lapsed = true;
    }
    renewedAt = asked;
    return true;
  }

  /** Renews no more; returns when no renewal is under way. */
  @Override
  public void close() {
    thread.interrupt();
    ThreadEnd.await(thread);
  }
}
