package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetError;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.engine.target.TargetErrors;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.resp.RedisErrorException;
import java.io.IOException;

/** What can be wrong with a checkpoint or the way to it, said with a reason and a remedy. */
final class CheckpointTroubles {
  private CheckpointTroubles() {}

  static EngineException claimed(Checkpoint other, int database) {
    return new EngineException(
        Reason.TargetClaimedByAnotherRun,
        "the target is claimed by migration run " + other.run() + ", which is " + other.state(),
        "wait for it to end, choose another target, or, if that run is dead, run: redis-cli -n "
            + database
            + " DEL "
            + CheckpointLocation.KEY);
  }

  static EngineException unreadable(int database, Exception cause) {
    return new EngineException(
        Reason.CheckpointUnreadable,
        "key "
            + CheckpointLocation.KEY
            + " in database "
            + database
            + " of the target is no checkpoint of this version",
        "use the release that wrote it, or remove it: redis-cli -n "
            + database
            + " DEL "
            + CheckpointLocation.KEY,
        cause);
  }

  static EngineException refused(RedisErrorException e) {
    TargetError known = TargetErrors.classify(e.error());
    if (known instanceof Fatal fatal) {
      return new EngineException(
          fatal.reason(), "the target refuses the checkpoint: " + fatal.what(), fatal.remedy(), e);
    }
    String state =
        known instanceof RetryLater later ? later.state() : "it wants another connection";
    return new EngineException(
        known.reason(),
        "the target refuses the checkpoint for now: " + state,
        "make the target writable for the configured user, then try again",
        e);
  }

  static EngineException unreachable(Endpoint target, IOException e) {
    return TargetErrors.lasting(e)
        .orElseGet(
            () ->
                new EngineException(
                    Reason.TargetUnreachable,
                    "no connection to the target " + target,
                    "check that the target runs and can be reached",
                    e));
  }
}
