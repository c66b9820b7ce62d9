package io.redismigration.migration.model;

import java.time.Duration;

/**
 * How fast one shard goes at present, and how long what is left of everything lasts at that. Rates
 * are bytes per second over the last seconds. Null: unknown, not moving, or not to be reached at
 * these rates.
 *
 * @param writtenPerSecond into the source's replication stream
 * @param receivedPerSecond of the stream, by the worker
 * @param appliedPerSecond of the stream, by the target
 * @param copiedPerSecond of the snapshot, by the target
 * @param catchUp until the target is level with the source; null while it does not come nearer
 * @param outputBufferLasts until the source drops the link because what it holds back for it grows
 *     over its limit; null while it does not grow
 * @param backlogLasts how long a link that is lost now may stay away before a full sync is needed
 * @param spoolLasts until the worker has no room left for what the target has not taken
 * @param sourceRoundTrip of a PING to the source, smoothed
 * @param targetRoundTrip of a PING to the target, smoothed
 * @param heldBack why less is applied than could be; null: nothing holds it back
 */
public record Pace(
    Long writtenPerSecond,
    Long receivedPerSecond,
    Long appliedPerSecond,
    Long copiedPerSecond,
    Duration catchUp,
    Duration outputBufferLasts,
    Duration backlogLasts,
    Duration spoolLasts,
    Duration sourceRoundTrip,
    Duration targetRoundTrip,
    HeldBack heldBack) {

  /**
   * What holds the target back.
   *
   * @param message one sentence, with the limit where there is one
   */
  public record HeldBack(By by, String message) {}

  /** By what, the first that applies. */
  public enum By {
    /** {@code spec.suspend}. */
    SUSPENDED,
    /** The spool has no room: the source is not read any more. */
    SPOOL_FULL,
    /** {@code spec.throttle}. */
    THROTTLE,
    /** The target takes less than there is. */
    TARGET_SLOW
  }
}
