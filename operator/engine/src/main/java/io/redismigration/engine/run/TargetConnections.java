package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointFormatException;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;

/**
 * Data connections to the target under the epoch: each gets its name first and reads the epoch
 * then, so that a later worker either sees it in CLIENT LIST and ends it, or is seen by it.
 */
final class TargetConnections {
  private final Dialer dialer;
  private final ReplicationSettings settings;
  private final CheckpointLocation location;

  TargetConnections(Dialer dialer, ReplicationSettings settings, CheckpointLocation location) {
    this.dialer = dialer;
    this.settings = settings;
    this.location = location;
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
      requireEpoch(open);
      open.require("SELECT", "0");
      return open;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private void requireEpoch(RedisConnection open) throws IOException {
    open.require("SELECT", Integer.toString(location.database()));
    Reply stored = open.require("GET", CheckpointLocation.KEY);
    if (!(stored instanceof Reply.Bulk bulk)) {
      throw new EngineException(
          Reason.CheckpointMissing,
          "the checkpoint of this run is gone from database "
              + location.database()
              + " of the target",
          "the target was emptied or replaced: find out by whom, then retry to copy everything again");
    }
    Checkpoint found = parse(bulk.bytes());
    if (!found.run().equals(settings.run())) {
      throw new EngineException(
          Reason.TargetClaimedByAnotherRun,
          "the target now holds the checkpoint of run " + found.run(),
          "let only one migration write to the target");
    }
    if (found.state() == CheckpointState.COMMITTED) {
      throw new EngineException(
          Reason.AlreadyCommitted,
          "the target has taken over and is not written to any more",
          "nothing is to be done");
    }
    if (found.epoch() > settings.epoch()) {
      throw new EngineException(
          Reason.EpochSuperseded,
          "a later worker, epoch " + found.epoch() + ", has taken over from " + settings.epoch(),
          "nothing is to be done: this worker stops");
    }
  }

  private Checkpoint parse(byte[] stored) {
    try {
      return Checkpoint.parse(stored);
    } catch (CheckpointFormatException e) {
      throw new EngineException(
          Reason.CheckpointUnreadable,
          "the key " + CheckpointLocation.KEY + " of the target holds something else now",
          "find out who wrote it, then retry",
          e);
    }
  }
}
