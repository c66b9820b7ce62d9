package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence of one attempt while it is in force: renewed, made to last beside the attempt, and
 * lifted when the time is over, whatever the attempt waits for then.
 */
final class HeldFence {
  private static final Logger LOG = LoggerFactory.getLogger(HeldFence.class);
  private static final long CLOSED = Long.MIN_VALUE;

  private final Fence fence;
  private final LongSupplier nanoTime;
  private final Lease lease;
  private LastingFence lasting;
  private OpenInTime inTime;
  private volatile long openedAt = CLOSED;

  /**
   * @param fence engaged
   * @param engagedAt when it was asked for, on the same clock
   */
  HeldFence(Fence fence, long engagedAt, LongSupplier nanoTime) {
    this.fence = fence;
    this.nanoTime = nanoTime;
    this.lease = new Lease(fence, engagedAt, nanoTime);
  }

  /**
   * Has it last even without this process, and be lifted in time.
   *
   * @param left until it is lifted unless it is {@link #decide decided}
   */
  void hold(Duration left) {
    lasting = new LastingFence(fence);
    inTime = new OpenInTime(left, this::liftInTime);
  }

  /** Whether the source may have been open at any moment since. */
  boolean hasLapsed() {
    return openedAt != CLOSED || lease.hasLapsed();
  }

  /** Returns once it lasts; throws what hindered it. */
  void awaitLasting() throws InterruptedException {
    lasting.await();
  }

  /** From here on it is not lifted; false when that has begun: then nothing may be decided. */
  boolean decide() {
    return inTime.decide();
  }

  /** When the source was opened again, on the clock given; empty while it is closed. */
  OptionalLong openedAt() {
    return openedAt == CLOSED ? OptionalLong.empty() : OptionalLong.of(openedAt);
  }

  /** Leaves it as it stands: nobody renews or lifts it any more. */
  void leave() {
    inTime.close();
    lease.close();
  }

  /** Opens the source if that is not done yet; throws what hinders it. */
  void open() {
    if (inTime != null) {
      inTime.close();
    }
    lift();
  }

  private void liftInTime() {
    LOG.warn("the time for the cutover is over: the source is opened");
    try {
      lift();
    } catch (EngineException | CommandRefusedException e) {
      LOG.warn("the source could not be opened in time, trying again: {}", e.getMessage());
    }
  }

  private void lift() {
    if (openedAt != CLOSED) {
      return;
    }
    lease.close();
    if (lasting != null) {
      lasting.settle();
    }
    fence.release();
    openedAt = nanoTime.getAsLong();
  }
}
