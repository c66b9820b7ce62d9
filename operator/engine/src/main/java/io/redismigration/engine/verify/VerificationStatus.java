package io.redismigration.engine.verify;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the equality of both sides. Names of keys, never values.
 *
 * @param state where it stands
 * @param round number of the full pass, 1 for the first
 * @param coveredOffset every key was compared as the stream had it at this offset or later; 0
 *     before the first pass is complete
 * @param keysCompared keys compared by the pass so far
 * @param missing on the source only
 * @param extra on the target only
 * @param value of different content
 * @param type of different type
 * @param ttl of different time to live
 * @param undecided too large and too busy to be compared: they are settled when they come to rest
 * @param heldTtls TTLs that are longer on the target by the hold, as they have to be for now
 * @param samples names of the first that differ, at most 20
 * @param touched keys to be compared again because the stream named them
 * @param dirty keys of which the stream says that they have to be copied again
 * @param overflow whether keys were lost track of, so that only another full pass can tell
 * @param duration of the last full pass, or of the one under way so far
 * @param keysPerSecond of the same
 * @param passBeganNanos when the last full pass began, as {@link System#nanoTime} counts; of no
 *     meaning before the first
 * @param message the last trouble; empty when there is none
 */
public record VerificationStatus(
    VerificationState state,
    int round,
    long coveredOffset,
    long keysCompared,
    long missing,
    long extra,
    long value,
    long type,
    long ttl,
    long undecided,
    long heldTtls,
    List<Difference> samples,
    long touched,
    long dirty,
    boolean overflow,
    Duration duration,
    long keysPerSecond,
    long passBeganNanos,
    Optional<String> message) {

  /** Keys that differ in any way; those undecided are not among them. */
  public long differing() {
    return missing + extra + value + type + ttl;
  }
}
