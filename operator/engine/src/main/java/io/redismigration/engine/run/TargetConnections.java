package io.redismigration.engine.run;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import java.io.IOException;

/**
 * Data connections to the target under the epoch: each gets its name first and reads the epoch
 * then, so that a later worker either sees it in CLIENT LIST and ends it, or is seen by it.
 */
final class TargetConnections {
  private final Dialer dialer;
  private final ReplicationSettings settings;
  private final Claim claim;

  TargetConnections(Dialer dialer, ReplicationSettings settings, CheckpointLocation location) {
    this.dialer = dialer;
    this.settings = settings;
    this.claim = new Claim(settings.run(), settings.epoch(), location);
  }

  ClientName name(String role) {
    return new ClientName(settings.run(), settings.epoch(), role);
  }

  /** Opens connections of one role. */
  TargetConnector connector(String role) {
    return () -> open(role);
  }

  private RedisConnection open(String role) throws IOException {
    RedisConnection open =
        RedisConnection.open(dialer, settings.target().withClientName(name(role).toString()));
    try {
      claim.writable(claim.read(open));
      open.require("SELECT", "0");
      return open;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }
}
