package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.resp.RedisErrorException;
import java.io.IOException;

/** What can be wrong with a checkpoint or the way to it, said with a reason and a remedy. */
final class CheckpointTroubles {
  private CheckpointTroubles() {}

  static EngineException claimed(String owner, int database) {
    return new EngineException(
        Reason.TargetClaimedByAnotherRun,
        "the target is claimed by migration run " + owner,
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
    Reason reason =
        switch (e.code()) {
          case NOAUTH, WRONGPASS, NO_PASSWORD_SET -> Reason.AuthenticationFailed;
          case NOPERM -> Reason.PermissionDenied;
          case OOM -> Reason.TargetOutOfMemory;
          case LOADING, BUSY, MASTERDOWN -> Reason.TargetNotReady;
          default -> Reason.TargetNotWritable;
        };
    return new EngineException(
        reason,
        "the target refuses the checkpoint (" + e.code() + ")",
        "make the target writable for the configured user, then try again",
        e);
  }

  static EngineException unreachable(Endpoint target, IOException e) {
    return new EngineException(
        Reason.TargetUnreachable,
        "no connection to the target " + target,
        "check that the target runs and can be reached",
        e);
  }
}
