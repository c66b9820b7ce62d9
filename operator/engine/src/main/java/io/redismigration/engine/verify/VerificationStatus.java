package io.redismigration.engine.verify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the equality of both sides. Names of keys, never values.
 *
 * @param state where it stands
 * @param round number of the full pass, 1 for the first
 * @param coveredOffset every key was compared as the stream had it at this offset or later; -1
 *     before the first pass is complete
 * @param pass the pass under way, or the last one
 * @param missing on the source only
 * @param extra on the target only
 * @param value of different content
 * @param type of different type
 * @param ttl of different time to live
 * @param differingByDatabase keys that differ in any way, of each database that has such keys
 * @param undecided too large and too busy to be compared: they are settled when they come to rest
 * @param unsettled large values copied in vain: they are copied under the fence
 * @param unsettledTakes how long that takes, by the copies made before
 * @param heldTtls TTLs that are longer on the target by the hold, as they have to be for now
 * @param samples names of the first that differ, at most 20
 * @param touched keys to be compared again because the stream named them
 * @param dirty keys of which the stream says that they have to be copied again
 * @param overflow whether keys were lost track of, so that only another full pass can tell
 * @param message the last trouble; empty when there is none
 */
public record VerificationStatus(
    VerificationState state,
    int round,
    long coveredOffset,
    PassFigures pass,
    long missing,
    long extra,
    long value,
    long type,
    long ttl,
    Map<Integer, Long> differingByDatabase,
    long undecided,
    int unsettled,
    Duration unsettledTakes,
    long heldTtls,
    List<Difference> samples,
    long touched,
    long dirty,
    boolean overflow,
    Optional<String> message) {

  /** Keys compared by the pass under way, or the last one. */
  public long keysCompared() {
    return pass.keysCompared();
  }

  /** Keys that differ in any way; those undecided are not among them. */
  public long differing() {
    return missing + extra + value + type + ttl;
  }
}
