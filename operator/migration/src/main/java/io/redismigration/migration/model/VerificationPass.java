package io.redismigration.migration.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The pass under way, or the last one.
 *
 * @param mode what it compares
 * @param keysWanted keys it is to compare, as it was known when it began; 0: unknown, or only
 *     counted
 * @param keysTotal keys of the side that has more of them, when it began
 * @param keysPerSecond compared on average
 * @param endedAt null: it is under way
 * @param everyKey how long comparing every key takes without a limit of the rate, by what this one
 *     took; null: unknown
 * @param method how it comes by the keys, where it compares every one
 */
public record VerificationPass(
    VerificationSpec.Mode mode,
    long keysWanted,
    long keysTotal,
    long keysPerSecond,
    Instant endedAt,
    Duration everyKey,
    VerificationSpec.Method method) {

  public VerificationPass {
    mode = Defaults.or(mode, VerificationSpec.Mode.FULL);
    method = Defaults.or(method, VerificationSpec.Method.COMMANDS);
  }

  /** What two shards' passes are together. */
  public VerificationPass plus(VerificationPass other) {
    return new VerificationPass(
        mode,
        keysWanted + other.keysWanted,
        keysTotal + other.keysTotal,
        keysPerSecond + other.keysPerSecond,
        endedAt == null || other.endedAt == null
            ? null
            : endedAt.isAfter(other.endedAt) ? endedAt : other.endedAt,
        everyKey == null || other.everyKey == null
            ? null
            : everyKey.compareTo(other.everyKey) > 0 ? everyKey : other.everyKey,
        method == other.method ? method : VerificationSpec.Method.COMMANDS);
  }

  /** Whether it compares snapshots of both sides. */
  public boolean comparesSnapshots() {
    return mode == VerificationSpec.Mode.FULL && method == VerificationSpec.Method.SNAPSHOTS;
  }
}
