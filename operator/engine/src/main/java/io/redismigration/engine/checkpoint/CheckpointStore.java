package io.redismigration.engine.checkpoint;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.NamedConnections;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the checkpoint on the target apart from the stream's batches: claim, takeover,
 * restart, commit, removal. Every change is conditional on what was read before (WATCH), so that
 * two workers never both believe that the target is theirs.
 *
 * <p>One connection, opened when first needed and again after it broke. For any thread.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String KEY = CheckpointLocation.KEY;
  private static final int ATTEMPTS = 20;
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final ServerCheck ANY_SERVER = open -> {};

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
          List<Claim> anywhere = IntStream.range(0, databases).mapToObj(this::claimAt).toList();
          List<Optional<Checkpoint>> read = Claim.readAll(open, anywhere);
          Map<Integer, Checkpoint> found = new TreeMap<>();
          for (int database = 0; database < databases; database++) {
            int each = database;
            read.get(each).ifPresent(here -> found.put(each, here));
          }
          return found;
        });
  }

  /** The checkpoint at a place. */
  public Optional<Checkpoint> read(CheckpointLocation at) {
    return doing(claimAt(at.database())::read);
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
            Claim claim = claimAt(at.database());
            Checkpoint there = claim.own(claim.read(open));
            if (!there.equals(mine)) {
              throw CheckpointTroubles.claimed(there, at.database());
            }
          }
          return mine;
        });
  }

  /**
   * Takes the run over from an earlier worker: raises the epoch, ends the earlier worker's
   * connections until none is left, and reads the position again, since the earlier worker may have
   * written one batch more meanwhile. Where the target does not let connections be listed and
   * ended, which the preflight tells, whoever starts workers has to know that the earlier one is
   * gone.
   *
   * @return where the run stands
   * @throws EngineException when a later worker was here, connections of an earlier one come back
   *     again and again, or the target is another run's
   */
  public Checkpoint takeOver(CheckpointLocation at) throws InterruptedException {
    raise(at);
    end(client -> client.epoch() < epoch);
    return raise(at);
  }

  /**
   * Ends this worker's and earlier ones' connections that write data, so that nothing they had
   * under way is executed any more. Where that is not permitted, waits until it must have come to
   * its end.
   */
  public void endWriters() throws InterruptedException {
    end(client -> client.epoch() <= epoch && client.writesData());
  }

  /**
   * Ends connections of this run. Where that is not permitted, waits until what they had under way
   * must have come to its end.
   */
  private void end(Predicate<ClientName> meant) throws InterruptedException {
    Predicate<ClientName> ours = client -> client.run().equals(run);
    NamedConnections.Ended ended =
        doing(
            open ->
                new NamedConnections(open)
                    .end(name -> ClientName.parse(name).filter(ours.and(meant)).isPresent()));
    switch (ended) {
      case ALL -> {}
      case NOT_PERMITTED -> {
        LOG.warn("the target does not let connections of an earlier worker be listed and ended");
        Thread.sleep(SETTLE.toMillis());
      }
      case RETURNING ->
          throw new EngineException(
              Reason.EpochSuperseded,
              "connections of another worker of this run come back again and again",
              "stop the other worker of run " + run);
    }
  }

  private Checkpoint raise(CheckpointLocation at) {
    return replace(at, List.of(), ANY_SERVER, (claim, found) -> claim.own(found).withEpoch(epoch));
  }

  /**
   * Begins the snapshot anew: ends what earlier attempts may have under way, empties databases and
   * says loading, in one transaction.
   *
   * @param flush databases to empty; none when the target is known to be empty
   * @param instance the server that is to hold the snapshot from here to its end
   */
  public Checkpoint restart(
      CheckpointLocation at, Collection<Integer> flush, TargetInstance instance)
      throws InterruptedException {
    endWriters();
    Checkpoint loading = Checkpoint.loading(run, epoch);
    return replace(
        at,
        flush,
        instance::verify,
        (claim, found) -> {
          claim.writable(found);
          return loading;
        });
  }

  /**
   * Says that the snapshot is complete and where the stream goes on.
   *
   * @param instance that holds the snapshot
   * @throws EngineException with {@link Reason#TargetRestarted} when the target is another by now:
   *     some of the snapshot may be missing there
   */
  public Checkpoint streaming(
      CheckpointLocation at,
      String replicationId,
      long offset,
      int database,
      TargetInstance instance) {
    Checkpoint streaming =
        Checkpoint.streaming(run, epoch, replicationId, offset, offset, database);
    return replace(
        at,
        List.of(),
        instance::verify,
        (claim, found) -> {
          claim.writable(found);
          return streaming;
        });
  }

  /**
   * Records that the target is the primary copy from now on.
   *
   * @param applied offset up to which the stream is known to be in the target, in bytes
   * @throws EngineException with {@link Reason#CheckpointWentBack}, and nothing recorded, when the
   *     target holds less than that: it lost writes since
   */
  public Checkpoint commit(CheckpointLocation at, long applied) {
    return replace(
        at,
        List.of(),
        ANY_SERVER,
        (claim, found) -> complete(claim.own(found), applied).committed());
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
   * Waits until the target's replicas have everything any connection wrote so far. WAIT looks at
   * the offset after the connection's own last command that wrote something (from 7.2 on; before,
   * after its last command), so the checkpoint is written again, as it is, first. A target without
   * WAIT (before Redis 3.0) is taken at its word.
   *
   * @param at where the checkpoint lies; the stream rests
   * @param atMost at least a millisecond is waited
   * @throws EngineException with {@link Reason#TargetReplicasBehind} when fewer have it in time
   */
  public void awaitReplicas(CheckpointLocation at, int replicas, Duration atMost) {
    if (replicas == 0) {
      return;
    }
    long millis = Math.max(1, atMost.toMillis());
    long have =
        doing(
            open -> {
              // On the connection that waits: another one's writes are not what WAIT looks at.
              writeAgain(open, at);
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

  /** What is to lie there instead of what was found; throws when that is not to be replaced. */
  private interface Change {
    Checkpoint of(Claim claim, Optional<Checkpoint> found);
  }

  /** Whether a server is the one that is meant; throws when it is not. */
  private interface ServerCheck {
    void verify(RedisConnection open) throws IOException;
  }

  private Checkpoint replace(
      CheckpointLocation at, Collection<Integer> flush, ServerCheck server, Change change) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Checkpoint> written =
          doing(
              open -> {
                server.verify(open);
                return tryReplace(open, at, flush, change);
              });
      if (written.isPresent()) {
        return written.get();
      }
    }
    throw contested(at);
  }

  private void writeAgain(RedisConnection open, CheckpointLocation at) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (tryReplace(open, at, List.of(), Claim::own).isPresent()) {
        return;
      }
    }
    throw contested(at);
  }

  private EngineException contested(CheckpointLocation at) {
    return new EngineException(
        Reason.EpochSuperseded,
        "the checkpoint in database "
            + at.database()
            + " of the target is written by somebody else all the time",
        "stop the other worker of run " + run);
  }

  private Optional<Checkpoint> tryReplace(
      RedisConnection open, CheckpointLocation at, Collection<Integer> flush, Change change)
      throws IOException {
    Claim claim = claimAt(at.database());
    Checkpoint wanted = change.of(claim, claim.watch(open));
    open.require("MULTI");
    for (int emptied : flush) {
      open.require("SELECT", Integer.toString(emptied));
      open.require("FLUSHDB");
    }
    if (!flush.isEmpty()) {
      open.require("SELECT", Integer.toString(at.database()));
    }
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

  private Claim claimAt(int database) {
    return new Claim(run, epoch, new CheckpointLocation(database));
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
}
