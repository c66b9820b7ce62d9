package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A pause of the source's writers that ends by itself after {@link #MOST}, whatever becomes of this
 * process. It is never renewed and never made lasting.
 */
final class BriefPause implements Fence {
  /** The longest that writers are held back. */
  static final Duration MOST = Duration.ofMillis(200);

  private final RedisControl source;
  private final LongSupplier nanoTime;
  private volatile boolean asked;
  private volatile long askedAt;

  /**
   * @param source control connection to the source's primary
   * @param nanoTime monotonic clock
   */
  BriefPause(RedisControl source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "ClientPause";
  }

  @Override
  public void engage() {
    askedAt = nanoTime.getAsLong();
    asked = true;
    try {
      source.call("CLIENT", "PAUSE", Long.toString(MOST.toMillis()), "WRITE");
    } catch (CommandRefusedException e) {
      asked = false;
      throw new EngineException(
          Reason.FenceNotPossible,
          "the source refuses CLIENT PAUSE ... WRITE (" + e.code() + ")",
          "permit +client|pause and +client|unpause to the source's user",
          e);
    }
  }

  /** Whether the source may be open again by now. */
  boolean isOver() {
    return asked && nanoTime.getAsLong() - askedAt > MOST.toNanos();
  }

  @Override
  public void renew() {
    // Its end is what makes it harmless.
  }

  /** Its end is watched by {@link #isOver}: nobody may renew it. */
  @Override
  public Duration lease() {
    return Duration.ZERO;
  }

  @Override
  public void makeLasting() {
    // Nothing of a rehearsal outlives it.
  }

  /** What has ended by itself is not ended again: a pause that stands now is somebody else's. */
  @Override
  public void release() {
    if (asked && !isOver()) {
      source.call("CLIENT", "UNPAUSE");
    }
    asked = false;
  }
}
