package io.redismigration.engine.bucket;

import io.redismigration.engine.ttl.TtlPolicy;
import java.time.Duration;

/**
 * Times of expiry as both sides' digests have them, under the rule that the exact comparison judges
 * by: a grid so coarse that two times in one of its cells are always the same to that rule, and as
 * coarse as it can be, since the stream may set a time some milliseconds later than the source did.
 * Such times lie in two cells now and then; then the exact comparison decides. A key whose time is
 * over at the source counts on neither side.
 *
 * @param marginMillis how much later the target's are, as keys are written now
 * @param gridMillis width of a cell
 * @param overUntilMillis a time up to here, by the source's clock, is over
 */
public record Expiries(long marginMillis, long gridMillis, long overUntilMillis) {
  /** What the exact comparison takes for sooner: a tenth of what it tolerates as later. */
  private static final int SOONER = 10;

  private static final long TOO_FAR_TO_MOVE = Long.MAX_VALUE / 2;

  /**
   * As the policy has it at this moment.
   *
   * @param sourceNowMillis the source's clock, after its snapshot was begun
   * @param tolerance what of a difference the clocks explain
   */
  public static Expiries at(long sourceNowMillis, TtlPolicy policy, Duration tolerance) {
    long finest = Math.max(1, tolerance.toMillis() / SOONER);
    long held = policy.isHolding() ? policy.holdMillis() : 0;
    return new Expiries(
        policy.targetExpiry(0), Math.max(finest, held), sourceNowMillis + tolerance.toMillis());
  }

  /** Whether the key counts on neither side. */
  boolean isOver(long expiresAtMillis, boolean onTarget) {
    return onTarget
        ? expiresAtMillis <= later(overUntilMillis)
        : expiresAtMillis <= overUntilMillis;
  }

  /** The cell of a time, the same for the target's time that belongs to one of the source. */
  long cell(long expiresAtMillis, boolean onTarget) {
    return Math.floorDiv(onTarget ? expiresAtMillis : later(expiresAtMillis), gridMillis);
  }

  private long later(long millis) {
    return millis > TOO_FAR_TO_MOVE ? millis : millis + marginMillis;
  }
}
