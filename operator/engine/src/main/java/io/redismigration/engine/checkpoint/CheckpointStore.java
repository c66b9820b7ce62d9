package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads and writes the checkpoint on the target apart from the stream's batches: claim, takeover,
 * restart, commit, removal. Every change is conditional on what was read before (WATCH), so that
 * two workers never both believe that the target is theirs.
 *
 * <p>One connection, opened when first needed and again after it broke. For any thread.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final String KEY = CheckpointLocation.KEY;
  private static final int ATTEMPTS = 20;

  private final Dialer dialer;
  private final ConnectionSettings target;
  private final int databases;
  private final String run;
  private final long epoch;
  private RedisConnection connection;

  /**
   * @param dialer opens the connection
   * @param target the target; the client name is set here
   * @param databases how many databases the target has
   * @param run the migration's unique id
   * @param epoch this worker's epoch
   */
  public CheckpointStore(
      Dialer dialer, ConnectionSettings target, int databases, String run, long epoch) {
    this.dialer = dialer;
    this.target = target.withClientName(new ClientName(run, epoch, "checkpoint").toString());
    this.databases = databases;
    this.run = run;
    this.epoch = epoch;
  }

  private interface Work<T> {
    T with(RedisConnection open) throws IOException;
  }

  /**
   * Every checkpoint on the target by database: one at most, unless databases were swapped.
   *
   * @throws EngineException with {@link Reason#CheckpointUnreadable} when the key holds something
   *     else
   */
  public Map<Integer, Checkpoint> findAll() {
    return doing(
        open -> {
          Map<Integer, Checkpoint> found = new TreeMap<>();
          for (int database = 0; database < databases; database++) {
            open.require("SELECT", Integer.toString(database));
            Optional<Checkpoint> here = get(open, database);
            if (here.isPresent()) {
              found.put(database, here.get());
            }
          }
          return found;
        });
  }

  /** The checkpoint at a place. */
  public Optional<Checkpoint> read(CheckpointLocation at) {
    return doing(
        open -> {
          open.require("SELECT", Integer.toString(at.database()));
          return get(open, at.database());
        });
  }

  /**
   * Claims a target without a checkpoint for this run.
   *
   * @throws EngineException with {@link Reason#TargetClaimedByAnotherRun} when somebody was first
   */
  public Checkpoint claim(CheckpointLocation at) {
    Checkpoint mine = Checkpoint.loading(run, epoch);
    return doing(
        open -> {
          open.require("SELECT", Integer.toString(at.database()));
          if (open.require("SETNX", KEY, mine.text()).number() == 0) {
            Optional<Checkpoint> there = get(open, at.database());
            if (!there.equals(Optional.of(mine))) {
              throw CheckpointTroubles.claimed(
                  there.map(Checkpoint::run).orElse("?"), at.database());
            }
          }
          return mine;
        });
  }

  /**
   * Takes the run over from an earlier worker: raises the epoch, ends the earlier worker's
   * connections until none is left, and reads the position again, since the earlier worker may have
   * written one batch more meanwhile.
   *
   * @throws EngineException with {@link Reason#EpochSuperseded} when a later worker was here,
   *     {@link Reason#TargetClaimedByAnotherRun} when the target is another run's
   */
  public Checkpoint takeOver(CheckpointLocation at) {
    for (int i = 0; i < ATTEMPTS; i++) {
      raise(at);
      if (killEarlierConnections() == 0) {
        return raise(at);
      }
    }
    throw new EngineException(
        Reason.EpochSuperseded,
        "connections of an earlier worker of this run come back again and again",
        "stop the other worker of run " + run);
  }

  private Checkpoint raise(CheckpointLocation at) {
    return replace(at, List.of(), found -> found.withEpoch(epoch));
  }

  /**
   * Begins the snapshot anew: empties databases and says loading, in one transaction.
   *
   * @param flush databases to empty; none when the target is known to be empty
   */
  public Checkpoint restart(CheckpointLocation at, Collection<Integer> flush) {
    return replace(at, flush, found -> undecided(found, Checkpoint.loading(run, epoch)));
  }

  /** After the commit the target has writers of its own: nothing of ours may change it. */
  private static Checkpoint undecided(Checkpoint found, Checkpoint next) {
    if (found.state() == CheckpointState.COMMITTED) {
      throw new EngineException(
          Reason.AlreadyCommitted,
          "the target has taken over and is not written to any more",
          "nothing is to be done");
    }
    return next;
  }

  /** Says that the snapshot is complete and where the stream goes on. */
  public Checkpoint streaming(
      CheckpointLocation at, String replicationId, long offset, int database) {
    return replace(
        at,
        List.of(),
        found ->
            undecided(
                found, Checkpoint.streaming(run, epoch, replicationId, offset, offset, database)));
  }

  /**
   * Records that the target is the primary copy from now on.
   *
   * @param applied offset up to which the stream is known to be in the target, in bytes
   * @throws EngineException with {@link Reason#CheckpointWentBack}, and nothing recorded, when the
   *     target holds less than that: it lost writes since
   */
  public Checkpoint commit(CheckpointLocation at, long applied) {
    return replace(at, List.of(), found -> complete(found, applied).committed());
  }

  private static Checkpoint complete(Checkpoint found, long applied) {
    if (found.state() == CheckpointState.LOADING || found.applied() < applied) {
      throw new EngineException(
          Reason.CheckpointWentBack,
          "the target was at offset " + applied + " and is now at " + found.applied(),
          "the target has lost writes, by a failover or a restart from an older dump");
    }
    return found;
  }

  /** Removes this run's checkpoints wherever they are; those of other runs stay. */
  public void remove() {
    for (Map.Entry<Integer, Checkpoint> found : findAll().entrySet()) {
      if (found.getValue().run().equals(run)) {
        doing(
            open -> {
              open.require("SELECT", Integer.toString(found.getKey()));
              return open.require("DEL", KEY);
            });
      }
    }
  }

  /**
   * Waits until the target's replicas have everything any connection wrote so far: WAIT looks at
   * the offset after the connection's own last command, whatever it was (server.c, processCommand:
   * {@code c->woff}). A target without WAIT (before Redis 3.0) is taken at its word.
   *
   * @param atMost at least a millisecond is waited
   * @throws EngineException with {@link Reason#TargetReplicasBehind} when fewer have it in time
   */
  public void awaitReplicas(int replicas, Duration atMost) {
    if (replicas == 0) {
      return;
    }
    long millis = Math.max(1, atMost.toMillis());
    long have =
        doing(
            open -> {
              open.require("PING");
              Reply reply = open.call("WAIT", Integer.toString(replicas), Long.toString(millis));
              if (reply instanceof Reply.Error error
                  && error.error().code() == ErrorCode.UNKNOWN_COMMAND) {
                return (long) replicas;
              }
              reply.orThrow("WAIT");
              return reply.number();
            });
    if (have < replicas) {
      throw new EngineException(
          Reason.TargetReplicasBehind,
          "%d of the target's %d replicas had everything within %d ms"
              .formatted(have, replicas, millis),
          "look at the target's replicas (INFO replication), or detach those that hang");
    }
  }

  private interface Change {
    Checkpoint of(Checkpoint found);
  }

  private Checkpoint replace(CheckpointLocation at, Collection<Integer> flush, Change change) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Checkpoint> written = doing(open -> tryReplace(open, at, flush, change));
      if (written.isPresent()) {
        return written.get();
      }
    }
    throw new EngineException(
        Reason.EpochSuperseded,
        "the checkpoint in database "
            + at.database()
            + " of the target is written by somebody else all the time",
        "stop the other worker of run " + run);
  }

  private Optional<Checkpoint> tryReplace(
      RedisConnection open, CheckpointLocation at, Collection<Integer> flush, Change change)
      throws IOException {
    String database = Integer.toString(at.database());
    open.require("SELECT", database);
    open.require("WATCH", KEY);
    Checkpoint wanted = change.of(mine(get(open, at.database()), at));
    open.require("MULTI");
    for (int emptied : flush) {
      open.require("SELECT", Integer.toString(emptied));
      open.require("FLUSHDB");
    }
    open.require("SELECT", database);
    open.require("SET", KEY, wanted.text());
    Reply executed = open.require("EXEC");
    if (executed instanceof Reply.Null) {
      return Optional.empty();
    }
    for (Reply each : executed.elements()) {
      each.orThrow("EXEC");
    }
    return Optional.of(wanted);
  }

  private Checkpoint mine(Optional<Checkpoint> found, CheckpointLocation at) {
    Checkpoint checkpoint =
        found.orElseThrow(
            () ->
                new EngineException(
                    Reason.CheckpointMissing,
                    "the checkpoint of run "
                        + run
                        + " is gone from database "
                        + at.database()
                        + " of the target",
                    "the target was emptied or replaced: cancel, or retry to copy everything again"));
    if (!checkpoint.run().equals(run)) {
      throw CheckpointTroubles.claimed(checkpoint.run(), at.database());
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

  private int killEarlierConnections() {
    return doing(
        open -> {
          List<String> earlier = new ArrayList<>();
          Reply list = open.call("CLIENT", "LIST");
          if (list.isError()) {
            return 0;
          }
          for (String line : list.text().split("\n")) {
            earlierAddress(line).ifPresent(earlier::add);
          }
          for (String address : earlier) {
            open.call("CLIENT", "KILL", address);
          }
          return earlier.size();
        });
  }

  private Optional<String> earlierAddress(String line) {
    String address = "";
    String name = "";
    for (String field : line.split(" ")) {
      if (field.startsWith("addr=")) {
        address = field.substring("addr=".length());
      } else if (field.startsWith("name=")) {
        name = field.substring("name=".length());
      }
    }
    boolean earlier =
        ClientName.parse(name)
            .filter(client -> client.run().equals(run) && client.epoch() < epoch)
            .isPresent();
    return earlier ? Optional.of(address) : Optional.empty();
  }

  private static Optional<Checkpoint> get(RedisConnection open, int database) throws IOException {
    Reply stored = open.call("GET", KEY);
    if (stored instanceof Reply.Bulk bulk) {
      try {
        return Optional.of(Checkpoint.parse(bulk.bytes()));
      } catch (CheckpointFormatException e) {
        throw CheckpointTroubles.unreadable(database, e);
      }
    }
    if (stored instanceof Reply.Error error && error.error().code() == ErrorCode.WRONGTYPE) {
      throw CheckpointTroubles.unreadable(database, new RedisErrorException("GET", error.error()));
    }
    stored.orThrow("GET");
    return Optional.empty();
  }

  /**
   * Runs the work; once more on a fresh connection when the one kept had broken meanwhile. All work
   * may be repeated: it begins with reading what is there.
   */
  private synchronized <T> T doing(Work<T> work) {
    boolean kept = connection != null;
    while (true) {
      try {
        return work.with(open());
      } catch (RedisErrorException e) {
        close();
        throw CheckpointTroubles.refused(e);
      } catch (IOException e) {
        close();
        if (!kept) {
          throw CheckpointTroubles.unreachable(target.endpoint(), e);
        }
        kept = false;
      }
    }
  }

  private RedisConnection open() throws IOException {
    if (connection == null) {
      connection = RedisConnection.open(dialer, target);
    }
    return connection;
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /**
   * The database to put a new checkpoint into: the highest one without keys of the source, else the
   * highest.
   */
  public static CheckpointLocation place(int databases, Collection<Integer> copiedInto) {
    for (int database = databases - 1; database >= 0; database--) {
      if (!copiedInto.contains(database)) {
        return new CheckpointLocation(database);
      }
    }
    return new CheckpointLocation(databases - 1);
  }
}
