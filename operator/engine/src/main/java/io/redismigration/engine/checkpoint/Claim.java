package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.Optional;

/**
 * A worker's claim on a target: the one rule by which everybody who reads the stored checkpoint
 * decides whether the worker may go on.
 *
 * @param run the migration's unique id
 * @param epoch the worker's
 * @param location where the checkpoint lies
 */
public record Claim(String run, long epoch, CheckpointLocation location) {

  /**
   * Reads what is stored; the connection is left in the checkpoint's database.
   *
   * @throws EngineException with {@link Reason#CheckpointUnreadable} when the key holds something
   *     else
   */
  public Optional<Checkpoint> read(RedisConnection open) throws IOException {
    open.require("SELECT", Integer.toString(location.database()));
    Reply stored = open.call("GET", CheckpointLocation.KEY);
    if (stored instanceof Reply.Bulk bulk) {
      try {
        return Optional.of(Checkpoint.parse(bulk.bytes()));
      } catch (CheckpointFormatException e) {
        throw CheckpointTroubles.unreadable(location.database(), e);
      }
    }
    if (stored instanceof Reply.Error error && error.error().code() == ErrorCode.WRONGTYPE) {
      throw CheckpointTroubles.unreadable(
          location.database(), new RedisErrorException("GET", error.error()));
    }
    stored.orThrow("GET");
    return Optional.empty();
  }

  /**
   * What was found, if it is this run's, and no later worker has taken over.
   *
   * @throws EngineException with {@link Reason#CheckpointMissing}, {@link
   *     Reason#TargetClaimedByAnotherRun} or {@link Reason#EpochSuperseded}
   */
  public Checkpoint own(Optional<Checkpoint> found) {
    Checkpoint checkpoint = found.orElseThrow(this::missing);
    if (!checkpoint.run().equals(run)) {
      throw CheckpointTroubles.claimed(checkpoint, location.database());
    }
    if (checkpoint.epoch() > epoch) {
      throw new EngineException(
          Reason.EpochSuperseded,
          "a later worker of this run (epoch "
              + checkpoint.epoch()
              + ", this one is "
              + epoch
              + ") has taken over",
          "nothing to do: the later worker goes on");
    }
    return checkpoint;
  }

  /**
   * What was found, if it is {@link #own} and the target may still be written to.
   *
   * @throws EngineException as {@link #own}, or with {@link Reason#AlreadyCommitted}: after the
   *     commit the target has writers of its own
   */
  public Checkpoint writable(Optional<Checkpoint> found) {
    Checkpoint checkpoint = own(found);
    if (checkpoint.state() == CheckpointState.COMMITTED) {
      throw new EngineException(
          Reason.AlreadyCommitted,
          "the target has taken over and is not written to any more",
          "nothing is to be done");
    }
    return checkpoint;
  }

  /** The target was emptied, or another one is in its place. */
  public EngineException missing() {
    return new EngineException(
        Reason.CheckpointMissing,
        "the checkpoint of run "
            + run
            + " is gone from database "
            + location.database()
            + " of the target: it was emptied or replaced",
        "find out by whom, empty the target, then retry to copy everything again");
  }
}
