package io.redismigration.engine.bucket;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.link.SnapshotLink;
import io.redismigration.engine.snapshot.SnapshotSource;
import io.redismigration.engine.stream.Cut;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of both sides at one offset, folded into buckets as they arrive. The stream stands
 * still from before the source is asked until the target has forked: two forks, and where a server
 * waits for further replicas before it sends its snapshot without a disk
 * (repl-diskless-sync-delay), that long. Neither server keeps the stream for us from 6.2 on. One at
 * a time. For one thread; {@link #close} for any.
 */
public final class TwoSnapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TwoSnapshots.class);
  private static final int TRIES = 3;
  private static final Duration CUT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration FORK_PATIENCE = Duration.ofSeconds(30);

  /** Twice the longest wait for a fork, and what comes between. */
  private static final Duration HOLD = Duration.ofSeconds(75);

  private static final Duration SAVE_PATIENCE = Duration.ofMinutes(10);
  private static final Duration PAYLOAD_PATIENCE = Duration.ofHours(2);
  private static final long POLL_MILLIS = 200;

  private final SnapshotAccess access;
  private final BothSides sides;
  private final StreamCuts cuts;
  private final TtlPolicy ttl;
  private final Duration tolerance;
  private volatile SnapshotLink ours;
  private volatile SnapshotLink theirs;
  private volatile boolean closed;

  /**
   * Both sides at one offset.
   *
   * @param source what the source holds
   * @param target what the target holds, but for the checkpoint
   * @param sourceKeys how many keys the source's snapshot had
   * @param held how many of the target's expire, while TTLs are held there
   * @param offset of both, in bytes
   */
  public record Folded(Buckets source, Buckets target, long sourceKeys, long held, long offset) {}

  /**
   * @param sides asked for what INFO and TIME say; owned by the caller
   * @param tolerance what of a difference between times to live the clocks explain
   */
  public TwoSnapshots(
      SnapshotAccess access, BothSides sides, StreamCuts cuts, TtlPolicy ttl, Duration tolerance) {
    this.access = access;
    this.sides = sides;
    this.cuts = cuts;
    this.ttl = ttl;
    this.tolerance = tolerance;
  }

  /**
   * Takes and folds them.
   *
   * @param atSource hears of the source's keys, on this thread: what it takes, the source waits
   * @param atTarget hears of the target's, on another one
   * @param bytesPerSecond how fast either snapshot is read, asked often; 0 for no limit
   * @param goesOn asked often; false ends it with an exception
   * @throws EngineException when a side gives no snapshot, or the stream does not stand still
   * @throws IOException when a connection broke, or a snapshot could not be read
   */
  public Folded take(
      SnapshotFold.Observer atSource,
      SnapshotFold.Observer atTarget,
      LongSupplier bytesPerSecond,
      BooleanSupplier goesOn)
      throws IOException, InterruptedException {
    BooleanSupplier wanted = () -> !closed && goesOn.getAsBoolean();
    for (int attempt = 1; ; attempt++) {
      awaitNoSave("source", sides.source(), wanted);
      awaitNoSave("target", sides.target(), wanted);
      try {
        return once(atSource, atTarget, bytesPerSecond, wanted);
      } catch (EngineException e) {
        if (e.reason() != Reason.CutTimedOut || attempt == TRIES || !wanted.getAsBoolean()) {
          throw e;
        }
        LOG.info("snapshots of both sides are tried again: {}", e.getMessage());
      } finally {
        hangUp();
      }
    }
  }

  /** A snapshot under way would be waited for, with the stream standing still, or be handed out. */
  private static void awaitNoSave(String side, Side server, BooleanSupplier wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SAVE_PATIENCE.toNanos();
    while (info(server, "persistence").isSaving()) {
      if (!wanted.getAsBoolean()) {
        throw new IOException("no longer wanted");
      }
      if (deadline - System.nanoTime() < 0) {
        throw new EngineException(
            Reason.SourceNotReady,
            "the " + side + " writes a snapshot or its log anew all the time",
            "see its settings save and auto-aof-rewrite-percentage");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static ServerInfo info(Side server, String section) throws IOException {
    return ServerInfo.parse(server.connection().require("INFO", section).text());
  }

  private Folded once(
      SnapshotFold.Observer atSource,
      SnapshotFold.Observer atTarget,
      LongSupplier bytesPerSecond,
      BooleanSupplier wanted)
      throws IOException, InterruptedException {
    ours = SnapshotLink.open("source", access.dialer(), access.source());
    theirs = SnapshotLink.open("target", access.dialer(), access.target());
    if (!wanted.getAsBoolean()) {
      throw new IOException("no longer wanted");
    }
    long offset;
    Expiries expiries;
    try (Cut cut = cuts.pause(CUT_PATIENCE, HOLD)) {
      offset = ours.begin(FORK_PATIENCE, wanted);
      expiries = Expiries.at(sourceMillis(), ttl, tolerance);
      cut.advanceTo(offset);
      long before = info(sides.target(), "replication").replicationOffset();
      long there = theirs.begin(FORK_PATIENCE, wanted);
      if (there < before || !cut.release()) {
        throw new EngineException(
            Reason.CutTimedOut,
            "the target did not make a snapshot while the stream stood still",
            "see whether the target makes other snapshots all the time");
      }
    }
    LOG.info("both sides make a snapshot of offset {}", offset);
    return fold(
        new SnapshotFold(
            sides.source().server(), sides.target().server(), false, expiries, atSource),
        new SnapshotFold(
            sides.source().server(), sides.target().server(), true, expiries, atTarget),
        offset,
        bytesPerSecond,
        wanted);
  }

  private long sourceMillis() throws IOException {
    List<Reply> time = sides.source().connection().require("TIME").elements();
    return time.get(0).number() * 1_000 + time.get(1).number() / 1_000 + 1;
  }

  /** Both at once: neither server's child may wait for the other's. */
  private Folded fold(
      SnapshotFold source,
      SnapshotFold target,
      long offset,
      LongSupplier bytesPerSecond,
      BooleanSupplier wanted)
      throws IOException, InterruptedException {
    FutureTask<Buckets> other =
        new FutureTask<>(() -> fold(target, theirs, bytesPerSecond, wanted));
    Thread thread = new Thread(other, "target-snapshot");
    thread.setDaemon(true);
    thread.start();
    try {
      Buckets mine = fold(source, ours, bytesPerSecond, wanted);
      Buckets its = other.get();
      long held = ttl.isHolding() ? target.expiring() : 0;
      return new Folded(mine, its, source.keys(), held, offset);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      hangUp();
      thread.interrupt();
      thread.join();
    }
  }

  private static Buckets fold(
      SnapshotFold into, SnapshotLink from, LongSupplier bytesPerSecond, BooleanSupplier wanted)
      throws IOException, InterruptedException {
    from.awaitPayload(PAYLOAD_PATIENCE, wanted);
    ByteInput paced = new ReadRate(bytesPerSecond, wanted).of(from.input());
    return into.fold(new SnapshotSource(paced, from.length(), from.endMark(), bytes -> {}));
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
  }

  private void hangUp() {
    for (SnapshotLink link : new SnapshotLink[] {ours, theirs}) {
      if (link != null) {
        link.close();
      }
    }
  }

  /** Ends what is under way; nothing is taken any more. */
  @Override
  public void close() {
    closed = true;
    hangUp();
  }
}
