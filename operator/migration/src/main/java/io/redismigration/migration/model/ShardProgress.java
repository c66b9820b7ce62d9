package io.redismigration.migration.model;

import java.time.Duration;

/**
 * One shard's link and lanes. Offsets are replication offsets of the source, in bytes.
 *
 * @param shard name of the shard; the only one of a standalone source is {@code 0}
 * @param replicationId null until the source gave one
 * @param sourceOffset as last polled
 * @param receivedOffset last byte in the spool
 * @param appliedOffset last byte executed by the target
 * @param confirmedOffset last byte of which every reply was checked
 * @param lagBytes source minus applied
 * @param lagMillis stream time: now minus the last moment at which the polled source offset was at
 *     most applied; {@link #UNKNOWN_LAG} before there was one
 * @param reconnects like all counts here over all workers of the run
 * @param fullResyncs beyond the first full sync
 * @param snapshotBytesTotal 0: unknown
 * @param snapshotKeysTotal 0: unknown
 * @param streamCommands executed by the target
 * @param targetWentBack times the target was found behind what it had confirmed
 * @param ttlsExact whether keys of the target may have the source's own expiry times, without a
 *     hold that covers the lag: for a cutover, or because one was undone and they are not held
 *     again yet
 * @param pace how fast it goes at present; null: not measured
 * @param clients who uses its source
 */
public record ShardProgress(
    String shard,
    String replicationId,
    long sourceOffset,
    long receivedOffset,
    long appliedOffset,
    long confirmedOffset,
    long lagBytes,
    long lagMillis,
    int reconnects,
    int partialResyncs,
    int fullResyncs,
    long snapshotBytesDone,
    long snapshotBytesTotal,
    long snapshotKeysDone,
    long snapshotKeysTotal,
    long streamCommands,
    int targetWentBack,
    boolean ttlsExact,
    Pace pace,
    SourceClients clients) {

  /** Of a shard that has not been seen level with its source yet; more than any limit. */
  public static final long UNKNOWN_LAG = Long.MAX_VALUE;

  public ShardProgress {
    clients = Defaults.or(clients, SourceClients.none());
  }

  /** Whose pace nobody measured, and at whose clients nobody looked. */
  public ShardProgress(
      String shard,
      String replicationId,
      long sourceOffset,
      long receivedOffset,
      long appliedOffset,
      long confirmedOffset,
      long lagBytes,
      long lagMillis,
      int reconnects,
      int partialResyncs,
      int fullResyncs,
      long snapshotBytesDone,
      long snapshotBytesTotal,
      long snapshotKeysDone,
      long snapshotKeysTotal,
      long streamCommands,
      int targetWentBack,
      boolean ttlsExact) {
    this(
        shard,
        replicationId,
        sourceOffset,
        receivedOffset,
        appliedOffset,
        confirmedOffset,
        lagBytes,
        lagMillis,
        reconnects,
        partialResyncs,
        fullResyncs,
        snapshotBytesDone,
        snapshotBytesTotal,
        snapshotKeysDone,
        snapshotKeysTotal,
        streamCommands,
        targetWentBack,
        ttlsExact,
        null,
        null);
  }

  /** The same with other clients. */
  public ShardProgress with(SourceClients others) {
    return with(lagBytes, lagMillis, others);
  }

  /** Once the target has taken over: what the source says to its replicas is not waited for. */
  public ShardProgress settled() {
    return with(0, 0, clients);
  }

  private ShardProgress with(long bytes, long millis, SourceClients others) {
    return new ShardProgress(
        shard,
        replicationId,
        sourceOffset,
        receivedOffset,
        appliedOffset,
        confirmedOffset,
        bytes,
        millis,
        reconnects,
        partialResyncs,
        fullResyncs,
        snapshotBytesDone,
        snapshotBytesTotal,
        snapshotKeysDone,
        snapshotKeysTotal,
        streamCommands,
        targetWentBack,
        ttlsExact,
        pace,
        others);
  }

  /** The lag for people; null while it is not known. */
  public Duration lag() {
    return lagMillis == UNKNOWN_LAG ? null : Duration.ofMillis(lagMillis);
  }

  /** A shard of which nothing is known yet. */
  public static ShardProgress none(String shard) {
    return new ShardProgress(shard, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
  }
}
