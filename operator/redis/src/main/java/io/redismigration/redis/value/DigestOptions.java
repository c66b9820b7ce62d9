package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;

/**
 * What of a value counts. Two digests are comparable only if made with the same options.
 *
 * @param streamVersion layout generation, 1 to 5, up to which stream metadata counts: what a server
 *     of one side cannot hold must be left out on both
 * @param consumerTimes whether the times at which stream consumers were last seen and active count;
 *     they are not replicated, so they differ between a primary and its replica
 * @param fieldExpiry how the expiry of hash fields counts
 */
public record DigestOptions(int streamVersion, boolean consumerTimes, FieldExpiry fieldExpiry) {

  private static final int NEWEST_STREAM = 5;

  /** How the expiry of hash fields counts. */
  public enum FieldExpiry {
    /** To the millisecond. */
    EXACT,
    /** Whether there is one. */
    PRESENCE,
    /** Not at all. */
    IGNORED
  }

  public DigestOptions {
    if (streamVersion < 1 || streamVersion > NEWEST_STREAM) {
      throw new IllegalArgumentException("no stream layout " + streamVersion);
    }
  }

  /** Everything there is. */
  public static DigestOptions everything() {
    return new DigestOptions(NEWEST_STREAM, true, FieldExpiry.EXACT);
  }

  /**
   * Everything but stream metadata that one of the servers cannot hold or replication does not
   * carry. A field's expiry always counts: a server that lost it has another value.
   */
  public static DigestOptions common(Capabilities one, Capabilities other) {
    return new DigestOptions(
        Math.min(newestStream(one), newestStream(other)), false, FieldExpiry.EXACT);
  }

  private static int newestStream(Capabilities server) {
    int newest = 1;
    for (ValueType type : ValueType.values()) {
      ServerFamily writer = type.isOf(RdbFamily.REDIS) ? ServerFamily.REDIS : ServerFamily.VALKEY;
      if (server.loadsType(type.code(), writer)) {
        newest = Math.max(newest, type.streamVersion());
      }
    }
    return newest;
  }
}
