package io.redismigration.engine.verify;

import io.redismigration.engine.ttl.TtlPolicy;
import java.time.Duration;

/**
 * Which times to live are the same. Times are compared as what is left of them by our own clock, so
 * that the clocks of the servers do not matter. While TTLs are held, the target's are longer by the
 * hold; by up to as much again where the stream says how long and not until when, and came late.
 * Never shorter.
 *
 * @param policy holds or is exact
 * @param tolerance what of a difference the servers' clocks and the way there explain
 */
record TtlRule(TtlPolicy policy, Duration tolerance) {

  /** The outcome for one time. */
  enum Outcome {
    SAME,
    HELD,
    DIFFERENT
  }

  /**
   * @param surplusMillis how much longer the target keeps it, at least
   * @param surplusAtMost the same, at most
   */
  Outcome judge(long surplusMillis, long surplusAtMost) {
    long margin = tolerance.toMillis();
    if (surplusAtMost < -margin / 10) {
      return Outcome.DIFFERENT;
    }
    if (surplusMillis <= margin) {
      return Outcome.SAME;
    }
    return policy.isHolding() && surplusMillis <= 2 * policy.holdMillis() + margin
        ? Outcome.HELD
        : Outcome.DIFFERENT;
  }

  /**
   * Whether a key that only one side still has is one whose time is over: it goes without saying.
   *
   * @param millisLeft what its side still gives it
   */
  boolean isOver(long millisLeft, boolean onTarget) {
    long hold = onTarget && policy.isHolding() ? policy.holdMillis() : 0;
    return millisLeft - hold <= tolerance.toMillis();
  }
}
