package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/**
 * Claims a target whose keys are to be removed first. The removal and the claim are one
 * transaction: whoever dies before it has removed nothing, and whoever comes after it finds the
 * claim, which is the mark that nothing is to be removed again.
 */
public final class FlushedClaim {
  private static final int ATTEMPTS = 5;

  private final Dialer dialer;
  private final ConnectionSettings target;
  private final int databases;
  private final String run;
  private final long epoch;

  /**
   * @param dialer opens the connection
   * @param target the target; the client name is set here
   * @param databases how many databases the target has
   * @param run the migration's unique id
   * @param epoch this worker's epoch
   */
  public FlushedClaim(
      Dialer dialer, ConnectionSettings target, int databases, String run, long epoch) {
    this.dialer = dialer;
    this.target = target.withClientName(new ClientName(run, epoch, "checkpoint").toString());
    this.databases = databases;
    this.run = run;
    this.epoch = epoch;
  }

  /**
   * Removes and claims, unless this run has a claim already: then nothing is removed.
   *
   * @param at where the claim is to lie
   * @param flush databases to empty
   * @param confirmedRunId run id of the server process that the user confirmed the removal for
   * @throws EngineException and nothing removed: {@link Reason#FlushNotConfirmed} when the target
   *     is another process, {@link Reason#TargetClaimedByAnotherRun} when another run has it
   */
  public Checkpoint claim(CheckpointLocation at, Collection<Integer> flush, String confirmedRunId) {
    try (RedisConnection open = RedisConnection.open(dialer, target)) {
      requireConfirmed(TargetInstance.runIdOf(open), confirmedRunId);
      for (int i = 0; i < ATTEMPTS; i++) {
        Optional<Checkpoint> claimed = tryClaim(open, at, flush);
        if (claimed.isPresent()) {
          return claimed.get();
        }
      }
    } catch (RedisErrorException e) {
      throw CheckpointTroubles.refused(e);
    } catch (IOException e) {
      throw CheckpointTroubles.unreachable(target.endpoint(), e);
    }
    throw new EngineException(
        Reason.TargetClaimedByAnotherRun,
        "somebody else writes " + CheckpointLocation.KEY + " on the target all the time",
        "find out what else is connected to the target");
  }

  private void requireConfirmed(String found, String confirmed) {
    if (!found.equals(confirmed)) {
      throw new EngineException(
          Reason.FlushNotConfirmed,
          "the flush was confirmed for process %s of the target, which is now %s: nothing was removed"
              .formatted(confirmed, found),
          "retry: it is validated again and shows what would be removed, with a new token");
    }
  }

  /** Watched in every database: another run's claim may lie, or appear, in any. */
  private Optional<Checkpoint> tryClaim(
      RedisConnection open, CheckpointLocation at, Collection<Integer> flush) throws IOException {
    for (int database = 0; database < databases; database++) {
      Claim claim = new Claim(run, epoch, new CheckpointLocation(database));
      Optional<Checkpoint> found = claim.watch(open);
      if (found.isPresent()) {
        return Optional.of(claim.own(found));
      }
    }
    Checkpoint mine = Checkpoint.loading(run, epoch);
    open.require("MULTI");
    for (int emptied : flush) {
      open.require("SELECT", Integer.toString(emptied));
      open.require("FLUSHDB");
    }
    open.require("SELECT", Integer.toString(at.database()));
    open.require("SET", CheckpointLocation.KEY, mine.text());
    Reply executed = open.require("EXEC");
    if (executed instanceof Reply.Null) {
      return Optional.empty();
    }
    for (Reply each : executed.elements()) {
      each.orThrow("EXEC");
    }
    return Optional.of(mine);
  }
}
