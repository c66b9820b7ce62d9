package io.redismigration.engine.ttl;

import java.time.Duration;

/**
 * Turns an expiry time of the source into the one to set on the target. While holding, the target's
 * is later by a margin that covers the lag, so that a key never vanishes there before the stream
 * says so (a key that did would be made anew, without a TTL, by the next INCR or APPEND). Exact,
 * for the drain, adds nothing but the clocks' difference. Never earlier than the source's.
 *
 * <p>For any number of threads; a change acts from the next key on. No allocation.
 */
public final class TtlPolicy {

  /** Covers ten minutes of lag. */
  public static final Duration DEFAULT_HOLD = Duration.ofMinutes(10);

  private final long holdMillis;
  private volatile boolean holding = true;
  private volatile long aheadMillis;

  /** Holds for {@link #DEFAULT_HOLD} until told to be exact. */
  public TtlPolicy() {
    this(DEFAULT_HOLD);
  }

  /**
   * @param hold how much longer keys live on the target while holding: at least the largest lag
   *     promised; not negative
   */
  public TtlPolicy(Duration hold) {
    if (hold.isNegative()) {
      throw new IllegalArgumentException("negative hold " + hold);
    }
    this.holdMillis = hold.toMillis();
  }

  /** Keys written from now on live longer than on the source, by the hold. */
  public void hold() {
    holding = true;
  }

  /** Keys written from now on get the source's own expiry time. */
  public void exact() {
    holding = false;
  }

  /** Whether keys are given the hold. */
  public boolean isHolding() {
    return holding;
  }

  /** How much longer keys live on the target while holding, in milliseconds. */
  public long holdMillis() {
    return holdMillis;
  }

  /**
   * Tells the difference of the clocks, which are compared with TIME.
   *
   * @param targetMinusSourceMillis how far the target's clock is ahead of the source's; one that is
   *     behind lets keys live longer, which needs no correction, and counts as 0
   */
  public void skew(long targetMinusSourceMillis) {
    aheadMillis = Math.max(0, targetMinusSourceMillis);
  }

  /**
   * The expiry time to set on the target.
   *
   * @param sourceAbsoluteMillis expiry time by the source's clock, milliseconds since the epoch
   * @return milliseconds since the epoch by the target's clock, never less than given; a time too
   *     far away to add to is returned as it is
   */
  public long targetExpiry(long sourceAbsoluteMillis) {
    long margin = aheadMillis + (holding ? holdMillis : 0);
    long later = sourceAbsoluteMillis + margin;
    // Servers refuse times whose distance from now overflows (redis 7.0 expire.c), so a time that
    // was just accepted at the source must not be moved over that edge.
    return sourceAbsoluteMillis > Long.MAX_VALUE / 2 || later < sourceAbsoluteMillis
        ? sourceAbsoluteMillis
        : later;
  }
}
