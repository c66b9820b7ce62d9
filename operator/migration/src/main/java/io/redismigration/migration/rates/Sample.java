package io.redismigration.migration.rates;

import java.time.Instant;

/**
 * How far one shard was at one moment, in bytes.
 *
 * @param history replication id that the offsets belong to
 * @param written offset of the source
 * @param received offset of the last byte the worker has
 * @param applied offset of the last byte the target has
 * @param copied bytes of the snapshot that the target has
 */
public record Sample(
    Instant at, String history, long written, long received, long applied, long copied) {

  /** Whether the difference between both says anything: time and all figures go on. */
  boolean continues(Sample earlier) {
    return history.equals(earlier.history)
        && at.isAfter(earlier.at)
        && written >= earlier.written
        && received >= earlier.received
        && applied >= earlier.applied
        && copied >= earlier.copied;
  }
}
