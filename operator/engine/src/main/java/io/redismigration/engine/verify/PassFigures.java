package io.redismigration.engine.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a pass is, or was.
 *
 * @param mode what it compares
 * @param beganNanos when it began, as {@link System#nanoTime} counts; of no meaning before the
 *     first
 * @param keysCompared so far
 * @param keysWanted keys it is to compare, as it was known when it began
 * @param keysTotal keys of the side that has more, when it began; of the source, where they are
 *     only counted
 * @param duration of the pass, or of the one under way so far
 * @param endedAt empty while it is under way
 * @param everyKey how long comparing every key takes at full speed, by the last pass that ended;
 *     empty before, and where keys were only counted
 * @param method how it comes by the keys; by snapshots only where both sides gave one
 */
public record PassFigures(
    VerificationPlan.Mode mode,
    long beganNanos,
    long keysCompared,
    long keysWanted,
    long keysTotal,
    Duration duration,
    Optional<Instant> endedAt,
    Optional<Duration> everyKey,
    VerificationPlan.Method method) {

  static PassFigures none() {
    return new PassFigures(
        VerificationPlan.Mode.FULL,
        System.nanoTime(),
        0,
        0,
        0,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        VerificationPlan.Method.COMMANDS);
  }

  PassFigures begin(VerificationPlan plan) {
    return new PassFigures(
        plan.mode(),
        System.nanoTime(),
        0,
        0,
        0,
        Duration.ZERO,
        Optional.empty(),
        everyKey,
        plan.takesSnapshots()
            ? VerificationPlan.Method.SNAPSHOTS
            : VerificationPlan.Method.COMMANDS);
  }

  PassFigures ended(Pass pass, Pace pace, Instant now) {
    Duration took = sinceBegan();
    long busy = Math.max(0, took.toNanos() - pace.restedNanos());
    double perKey = pass.nanosPerKey(busy);
    return new PassFigures(
        mode,
        beganNanos,
        pass.compared(),
        pass.keysWanted(),
        pass.keysTotal(),
        took,
        Optional.of(now),
        Optional.of(Duration.ofNanos((long) (perKey * pass.keysTotal()))),
        pass.method());
  }

  PassFigures counted(long keys, Instant now) {
    return new PassFigures(
        mode,
        beganNanos,
        0,
        0,
        keys,
        endedAt.isPresent() ? duration : sinceBegan(),
        Optional.of(now),
        Optional.empty(),
        VerificationPlan.Method.COMMANDS);
  }

  /** As it is now, while it is under way. */
  PassFigures with(Pass pass) {
    return endedAt.isPresent() || pass == null
        ? this
        : new PassFigures(
            mode,
            beganNanos,
            pass.compared(),
            pass.keysWanted(),
            pass.keysTotal(),
            sinceBegan(),
            endedAt,
            everyKey,
            pass.method());
  }

  private Duration sinceBegan() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  /** Keys compared per second; 0 where none were. */
  public long keysPerSecond() {
    return duration.toNanos() == 0
        ? 0
        : (long) ((double) keysCompared * 1_000_000_000L / duration.toNanos());
  }
}
