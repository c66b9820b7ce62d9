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
 *
 * <p>A worker that was asleep meanwhile (stopped, paused with its host, cut off) removes nothing
 * that a later one has written, wherever it wakes up. The order of its steps sees to that:
 *
 * <ol>
 *   <li>The checkpoint's key is watched in every database, and is in none.
 *   <li>Whoever gave the permission says that it still is this worker's. It is a later worker's
 *       only once that is on record, before which that one does not begin.
 *   <li>The transaction is executed only if nobody has written the key since the first step. A
 *       later worker writes it in the transaction in which it removes, before it copies anything.
 * </ol>
 *
 * So a later worker that began before the second step is told of there, and one that began after it
 * has written the key, even if it has finished and taken the key away again. The claim alone would
 * not do: it is gone when a migration has ended, and the target may have writers of its own then.
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
   * @param requireOrdered throws when the removal is not this worker's to do any more; what it
   *     throws is thrown here
   * @throws EngineException and nothing removed: {@link Reason#FlushNotConfirmed} when the target
   *     is another process, {@link Reason#TargetClaimedByAnotherRun} when another run has it,
   *     {@link Reason#EpochSuperseded} when a later worker has
   */
  public Checkpoint claim(
      CheckpointLocation at,
      Collection<Integer> flush,
      String confirmedRunId,
      Runnable requireOrdered) {
    try (RedisConnection open = RedisConnection.open(dialer, target)) {
      requireConfirmed(TargetInstance.runIdOf(open), confirmedRunId);
      for (int i = 0; i < ATTEMPTS; i++) {
        Optional<Checkpoint> claimed = tryClaim(open, at, flush, requireOrdered);
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
      RedisConnection open,
      CheckpointLocation at,
      Collection<Integer> flush,
      Runnable requireOrdered)
      throws IOException {
    for (int database = 0; database < databases; database++) {
      Claim claim = new Claim(run, epoch, new CheckpointLocation(database));
      Optional<Checkpoint> found = claim.watch(open);
      if (found.isPresent()) {
        return Optional.of(claim.own(found));
      }
    }
    requireOrdered.run();
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
