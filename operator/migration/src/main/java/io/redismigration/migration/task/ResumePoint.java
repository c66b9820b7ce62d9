package io.redismigration.migration.task;

import io.redismigration.migration.model.ShardProgress;

/**
 * What an earlier worker of the same run reported last. A target whose checkpoint lies behind it
 * was rolled back or replaced: noticed, never continued silently.
 *
 * @param confirmedOffset last offset known to be in the target
 * @param counts what the workers before have been through, for the next one to count on from
 * @param ttlsExact whether keys of the target may have lost the hold on their expiry times
 */
public record ResumePoint(
    String replicationId, long confirmedOffset, Counts counts, boolean ttlsExact) {

  public ResumePoint {
    counts = counts == null ? Counts.NONE : counts;
  }

  /** Where that worker stood. */
  public static ResumePoint of(ShardProgress last) {
    return new ResumePoint(
        last.replicationId(),
        last.confirmedOffset(),
        new Counts(
            last.reconnects(),
            last.partialResyncs(),
            last.fullResyncs(),
            last.streamCommands(),
            last.targetWentBack()),
        last.ttlsExact());
  }

  /**
   * Counters of a shard over all its workers, as {@link ShardProgress} has them.
   *
   * @param fullResyncs beyond the first full sync
   */
  public record Counts(
      int reconnects,
      int partialResyncs,
      int fullResyncs,
      long streamCommands,
      int targetWentBack) {

    /** Of a shard without a worker before. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);
  }
}
