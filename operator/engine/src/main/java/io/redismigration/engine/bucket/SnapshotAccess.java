package io.redismigration.engine.bucket;

import io.redismigration.engine.link.LinkSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;

/**
 * How both sides are asked for a snapshot.
 *
 * @param dialer opens connections
 * @param source how we present ourselves to the source
 * @param target the same to the target
 */
public record SnapshotAccess(Dialer dialer, LinkSettings source, LinkSettings target) {

  /** As a replica of that run on both sides, which nobody takes for a real one. */
  public static SnapshotAccess of(
      Dialer dialer, ConnectionSettings source, ConnectionSettings target, String run) {
    return new SnapshotAccess(dialer, LinkSettings.of(source, run), LinkSettings.of(target, run));
  }
}
