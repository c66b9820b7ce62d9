package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A worker's claim on a target: the one rule by which everybody who reads the stored checkpoint
 * decides whether the worker may go on.
 *
 * @param run the migration's unique id
 * @param epoch the worker's
 * @param location where the checkpoint lies
 */
public record Claim(String run, long epoch, CheckpointLocation location) {
  private static final String SELECT = "SELECT";
  private static final List<String> WATCH = List.of("WATCH", CheckpointLocation.KEY);
  private static final List<String> GET = List.of("GET", CheckpointLocation.KEY);

  /**
   * Reads what is stored; the connection is left in the checkpoint's database.
   *
   * @throws EngineException with {@link Reason#CheckpointUnreadable} when the key holds something
   *     else
   */
  public Optional<Checkpoint> read(RedisConnection open) throws IOException {
    return readAfter(open, List.of(select(), GET));
  }

  /**
   * As {@link #read}, and has a transaction that follows executed only if nobody has written the
   * key since.
   */
  Optional<Checkpoint> watch(RedisConnection open) throws IOException {
    return readAfter(open, List.of(select(), WATCH, GET));
  }

  /** As {@link #read} for each of several claims, all in one round trip. */
  static List<Optional<Checkpoint>> readAll(RedisConnection open, List<Claim> claims)
      throws IOException {
    List<List<String>> commands =
        claims.stream().flatMap(claim -> Stream.of(claim.select(), GET)).toList();
    List<Reply> replies = open.callAll(commands);
    List<Optional<Checkpoint>> found = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      replies.get(2 * i).orThrow(SELECT);
      found.add(claims.get(i).stored(replies.get(2 * i + 1)));
    }
    return found;
  }

  private List<String> select() {
    return List.of(SELECT, Integer.toString(location.database()));
  }

  private Optional<Checkpoint> readAfter(RedisConnection open, List<List<String>> commands)
      throws IOException {
    List<Reply> replies = open.callAll(commands);
    int last = commands.size() - 1;
    for (int i = 0; i < last; i++) {
      replies.get(i).orThrow(commands.get(i).get(0));
    }
    return stored(replies.get(last));
  }

  private Optional<Checkpoint> stored(Reply stored) throws IOException {
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
