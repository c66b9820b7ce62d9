package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.checkpoint.FlushedClaim;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.link.FullResyncPolicy;
import io.redismigration.engine.link.Generation;
import io.redismigration.engine.link.LinkStatus;
import io.redismigration.engine.spool.GenerationSupersededException;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.ScriptBodies;
import io.redismigration.engine.stream.StreamStart;
import io.redismigration.engine.stream.TouchedKeys;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.connection.Dialer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard from claim to stop. {@link #prepare} makes the target ours, {@link #start} runs link,
 * snapshot and stream until {@link #close}; what ends it by itself is in {@link #status}. The
 * checkpoint on the target is all that a later worker needs to go on.
 *
 * <p>{@link #prepare}, {@link #start} and {@link #close} are for one thread; the rest is for any.
 */
public final class Replication implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KEY_SET_BYTES = 64 << 20;
  private static final int SCRIPT_BYTES = 16 << 20;

  private final ReplicationSettings settings;
  private final Dialer dialer;
  private final RedisControl source;
  private final RedisControl target;
  private final InstantSource clock;
  private final Throttle throttle = new Throttle();
  private final TtlPolicy ttl;
  private final TouchedKeys touched = new TouchedKeys(KEY_SET_BYTES);
  private final DirtyKeys dirty = new DirtyKeys(KEY_SET_BYTES);
  private final ScriptBodies scripts = new ScriptBodies(SCRIPT_BYTES);
  private final Recovery recovery;
  private final TargetPatience patience;
  private final Intake intake;
  private final Figures figures = new Figures();
  private final Thread thread = new Thread(this::run, "replication");
  private final int targetDatabases;
  private final CheckpointStore store;
  private final Observer observer;

  private Servers servers;
  private volatile TargetClaim.Claimed claimed;
  private volatile ReplicationState state = ReplicationState.NEW;
  private volatile EngineException failure;
  private volatile FullSync fullSync;
  private volatile Streaming streaming;
  private volatile boolean closed;

  /**
   * @param dialer opens data connections to both sides
   * @param source control connection, owned by the caller
   * @param target control connection, owned by the caller
   * @param clock our clock
   */
  public Replication(
      ReplicationSettings settings,
      Dialer dialer,
      RedisControl source,
      RedisControl target,
      InstantSource clock) {
    this.settings = settings;
    this.dialer = dialer;
    this.source = source;
    this.target = target;
    this.clock = clock;
    this.ttl = new TtlPolicy(settings.hold());
    this.recovery = new Recovery(settings.flushOnResync(), settings.known().isPresent());
    this.patience = new TargetPatience(clock);
    this.intake = new Intake(settings, dialer, recovery, clock, figures);
    this.targetDatabases = Servers.databases(target);
    this.store =
        new CheckpointStore(
            dialer, settings.target(), targetDatabases, settings.run(), settings.epoch());
    this.observer = new Observer(source, target, this::history, this::applied, this::location);
  }

  /**
   * Takes the target over from an earlier worker of the run, where there was one, and asks nothing
   * else of either side: whoever has to know first what became of that worker's cutover calls this
   * before {@link #prepare}, which then goes on from here.
   *
   * @return where the run stands, from which no earlier worker can move it any more; empty where
   *     none has left a checkpoint
   * @throws EngineException when the target is not ours to write to, or cannot be asked
   */
  public Optional<Checkpoint> takeOver() throws InterruptedException {
    claimed = targetClaim(settings.known(), settings.flush()).takeOver().orElse(null);
    return Optional.ofNullable(claimed).map(TargetClaim.Claimed::checkpoint);
  }

  /**
   * Claims the target, or takes it over from an earlier worker of the run.
   *
   * @return the checkpoint to go on from; when it says committed, cutover was decided and {@link
   *     #start} must not follow
   * @throws EngineException when the target is not ours to write to
   */
  public Checkpoint prepare() throws InterruptedException {
    servers = Servers.look(source, target, targetDatabases);
    if (claimed == null) {
      claimed = claim(settings.known(), settings.flush());
    }
    if (claimed.wentBack()) {
      figures.wentBack();
    }
    if (claimed.checkpoint().state() != CheckpointState.COMMITTED) {
      measureSkew();
    }
    state = ReplicationState.PREPARED;
    return claimed.checkpoint();
  }

  private TargetClaim.Claimed claim(
      Optional<ReplicationSettings.Known> known, Optional<ReplicationSettings.ConfirmedFlush> flush)
      throws InterruptedException {
    return targetClaim(known, flush)
        .claim(servers.targetDatabases(), servers.sourceKeys().keySet());
  }

  private TargetClaim targetClaim(
      Optional<ReplicationSettings.Known> known,
      Optional<ReplicationSettings.ConfirmedFlush> flush) {
    FlushedClaim flushed =
        new FlushedClaim(
            dialer, settings.target(), targetDatabases, settings.run(), settings.epoch());
    return new TargetClaim(store, flushed, target, settings, known, flush);
  }

  /** Starts replicating; a server that is away by now is waited for. */
  public void start() {
    intake.prepare();
    observer.start();
    thread.setUncaughtExceptionHandler((where, cause) -> end(defect(cause)));
    thread.start();
  }

  private void measureSkew() {
    ClockSkew.between(source, target).ifPresent(millis -> ttl.skew(millis));
  }

  private void run() {
    try {
      while (!closed) {
        replicate();
      }
      state = ReplicationState.STOPPED;
    } catch (EngineException e) {
      end(e);
    } catch (IOException e) {
      end(
          new EngineException(
              Reason.SpoolFailed,
              "the spool or the link failed: " + e.getMessage(),
              "look at the log, then retry",
              e));
    } catch (InterruptedException e) {
      state = ReplicationState.STOPPED;
    } finally {
      intake.closeLink();
    }
  }

  /** A defect must not look like a replication that goes on. */
  private static EngineException defect(Throwable cause) {
    return new EngineException(
        Reason.InternalError,
        "the replication ended by a defect: " + cause,
        "run again; if it comes back, report it with the log file",
        cause);
  }

  private void end(EngineException e) {
    if (closed) {
      state = ReplicationState.STOPPED;
      return;
    }
    LOG.warn("replication ended: {} {}", e.reason(), e.getMessage(), e);
    failure = e;
    state = ReplicationState.FAILED;
  }

  /** One history of the target: until it ends, or turns out to be behind where we left it. */
  private void replicate() throws IOException, InterruptedException {
    try {
      if (claimed.checkpoint().state() != CheckpointState.LOADING) {
        recovery.caughtUp();
      }
      intake.open(claimed.checkpoint());
      while (!closed) {
        apply(intake.await());
      }
    } catch (GenerationSupersededException e) {
      LOG.info("the source began another history");
    } catch (EngineException e) {
      recover(e);
    }
  }

  private void apply(Generation generation) throws IOException, InterruptedException {
    Checkpoint from = claimed.checkpoint();
    ByteBuffer readAhead = ByteBuffer.allocate(0);
    StreamStart start;
    if (generation.hasSnapshot() && !generation.snapshotApplied()) {
      state = ReplicationState.FULL_SYNC;
      if (recovery.hasCaughtUp()) {
        // What was found equal is copied anew: only another full pass proves it again.
        dirty.overflow();
      }
      FullSync sync = new FullSync(settings, servers, connections(), store, target, throttle, ttl);
      fullSync = sync;
      boolean again = recovery.isRepeated() || !claimed.fresh();
      recovery.began();
      from = sync.apply(generation, location().orElseThrow(), again);
      readAhead = sync.result().readAhead();
      sync.result().scripts().forEach(scripts::add);
      start = StreamStart.afterSnapshot(from.applied(), from.database());
      claimed = claimed.at(from);
    } else {
      start = StreamStart.resuming(from);
    }
    recovery.caughtUp();
    Streaming stream =
        new Streaming(
            settings,
            servers,
            connections(),
            intake.link(),
            generation,
            throttle,
            ttl,
            scripts,
            touched,
            dirty);
    // In this order: whoever sees the state finds the stream, and this one.
    streaming = stream;
    state = ReplicationState.STREAMING;
    stream.apply(claimed.location(), start, from, readAhead, figures);
  }

  private TargetConnections connections() {
    return new TargetConnections(dialer, settings, claimed.location());
  }

  /**
   * Goes on from where the target stands, which may be behind where it was, or at the beginning;
   * what cannot be mended ends the run.
   */
  private void recover(EngineException e) throws InterruptedException {
    if (closed || Recovery.after(e.reason()) == Recovery.Act.GIVE_UP) {
      throw e;
    }
    LOG.warn("interrupted, asking the target where it stands: {}", e.getMessage());
    intake.closeLink();
    TargetClaim.Claimed found = patience.until(this::claimAgain);
    if (found.wentBack() || e.reason() == Reason.CheckpointWentBack) {
      LOG.warn("the target lost writes and is at offset {}", found.checkpoint().applied());
      figures.wentBack();
      dirty.overflow();
    }
    if (found.checkpoint().state() == CheckpointState.LOADING) {
      FullResyncPolicy.Decision decision = recovery.mayResync(e.getMessage());
      if (!decision.allowed()) {
        throw new EngineException(e.reason(), decision.why(), decision.remedy(), e);
      }
    }
    claimed = found;
    Thread.sleep(recovery.pause().toMillis());
    intake.restart();
  }

  private TargetClaim.Claimed claimAgain() throws InterruptedException {
    store.endWriters();
    Streaming last = streaming;
    long reached = last == null ? claimed.checkpoint().confirmed() : last.confirmed();
    return claim(
        recovery.hasCaughtUp()
            ? Optional.of(new ReplicationSettings.Known(history(), reached))
            : Optional.empty(),
        Optional.empty());
  }

  /** How much may be written to the target; changes act at once. */
  public Throttle throttle() {
    return throttle;
  }

  /** When keys expire on the target. */
  public TtlPolicy ttl() {
    return ttl;
  }

  /** Keys the stream named while tracking was on. */
  public TouchedKeys touched() {
    return touched;
  }

  /** Keys known to differ. */
  public DirtyKeys dirty() {
    return dirty;
  }

  /** The stream, once the snapshot is complete; empty before, and while it is taken up anew. */
  public Optional<Streaming> streaming() {
    return state == ReplicationState.STREAMING
        ? Optional.ofNullable(streaming).filter(Streaming::begun)
        : Optional.empty();
  }

  /**
   * The checkpoint apart from the stream's batches; for the thread that cuts over, with the stream
   * at rest. After {@link #close} it connects anew, and is the caller's to close.
   */
  public CheckpointStore store() {
    return store;
  }

  /** Where the checkpoint lies; empty before {@link #prepare}. */
  public Optional<CheckpointLocation> location() {
    return Optional.ofNullable(claimed).map(TargetClaim.Claimed::location);
  }

  /** What the source told of itself last; empty before {@link #start}. */
  public Optional<SourceHealth> sourceHealth() {
    return observer.sourceHealth();
  }

  /** What there is to tell how long things last. */
  public Headway headway() {
    return new Headway(
        observer.sourceRoundTrip(),
        observer.targetRoundTrip(),
        observer.backlog(),
        settings.spool().capacity(),
        intake
            .status()
            .flatMap(LinkStatus::lastError)
            .filter(why -> why.reason() == Reason.SpoolFull)
            .isPresent());
  }

  /** One section of the target's INFO, asked now. */
  public ServerInfo targetInfo(String section) {
    return target.info(section);
  }

  /** What both servers are. */
  public Servers servers() {
    return servers;
  }

  private String history() {
    Streaming stream = streaming;
    return stream == null ? "?" : stream.replicationId();
  }

  private long applied() {
    Streaming stream = streaming;
    return stream == null ? 0 : stream.confirmed();
  }

  /**
   * Asks both sides for offset and keys now, so that the next {@link #status} is of this moment.
   */
  public void lookNow() {
    observer.lookNow();
  }

  /** Everything at this moment. */
  public ReplicationStatus status() {
    return figures.status(
        state, Optional.ofNullable(failure), intake, fullSync, streaming, observer, dirty, servers);
  }

  /** Stops at the next boundary, with everything before it confirmed; the checkpoint stays. */
  @Override
  public void close() {
    closed = true;
    intake.giveUpWaiting();
    Streaming stream = streaming;
    if (stream != null) {
      stream.close();
    }
    FullSync sync = fullSync;
    if (sync != null) {
      sync.close();
    }
    awaitEnd(stream);
    observer.close();
    store.close();
    intake.close();
  }

  /**
   * A stream that cannot come to a boundary (the target is gone) is ended where it is: the
   * checkpoint knows.
   */
  private void awaitEnd(Streaming stream) {
    try {
      thread.join(stream == null ? 1 : PATIENCE.toMillis());
      thread.interrupt();
      intake.closeLink();
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
