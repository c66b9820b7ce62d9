package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.link.FullResyncPolicy;
import io.redismigration.engine.link.Generation;
import io.redismigration.engine.link.LinkSettings;
import io.redismigration.engine.link.ResumePoint;
import io.redismigration.engine.link.SourceLink;
import io.redismigration.engine.spool.GenerationSupersededException;
import io.redismigration.engine.spool.Spool;
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
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int KEY_SET_BYTES = 64 << 20;
  private static final int SCRIPT_BYTES = 16 << 20;
  private static final int MOST_SNAPSHOTS = 5;

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
  private final AtomicInteger snapshots = new AtomicInteger();
  private final Figures figures = new Figures();
  private final Thread thread = new Thread(this::run, "replication");
  private final CheckpointStore store;
  private final Observer observer;

  private Servers servers;
  private volatile TargetClaim.Claimed claimed;
  private volatile ReplicationState state = ReplicationState.NEW;
  private volatile EngineException failure;
  private volatile SourceLink link;
  private volatile FullSync fullSync;
  private volatile Streaming streaming;
  private volatile boolean caughtUpOnce;
  private volatile boolean closed;
  private Spool spool;

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
    int databases = Servers.databases(target);
    this.store =
        new CheckpointStore(dialer, settings.target(), databases, settings.run(), settings.epoch());
    this.observer = new Observer(source, target, this::history, this::applied, this::location);
  }

  /**
   * Claims the target, or takes it over from an earlier worker of the run.
   *
   * @return the checkpoint to go on from; when it says committed, cutover was decided and {@link
   *     #start} must not follow
   * @throws EngineException when the target is not ours to write to
   */
  public Checkpoint prepare() {
    servers = Servers.look(source, target);
    claimed =
        new TargetClaim(store, target, settings)
            .claim(servers.targetDatabases(), servers.sourceKeys().keySet());
    if (claimed.wentBack()) {
      figures.wentBack();
    }
    state = ReplicationState.PREPARED;
    return claimed.checkpoint();
  }

  /** Starts replicating. */
  public void start() {
    spool = Spool.open(settings.spool());
    measureSkew();
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
      closeLink();
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
      openLink(claimed.checkpoint());
      while (!closed) {
        apply(link.awaitGeneration(PATIENCE));
      }
    } catch (GenerationSupersededException e) {
      LOG.info("the source began another history");
    } catch (EngineException e) {
      recover(e);
    }
  }

  private void openLink(Checkpoint from) {
    if (link != null) {
      return;
    }
    LinkSettings linkSettings = LinkSettings.of(settings.source(), settings.run());
    SourceLink opened = new SourceLink(dialer, linkSettings, spool, policy(), clock);
    link = opened;
    if (from.state() == CheckpointState.LOADING) {
      opened.startFresh();
    } else {
      caughtUpOnce = true;
      figures.resumed();
      opened.startFrom(new ResumePoint(from.replicationId(), from.confirmed(), from.database()));
    }
  }

  private FullResyncPolicy policy() {
    return cause -> {
      if (caughtUpOnce && !settings.flushOnResync()) {
        return FullResyncPolicy.Decision.no(
            "the target had caught up and spec.onFullResync is Fail",
            "set spec.onFullResync to Flush, which empties the target and copies everything again,"
                + " then retry");
      }
      return snapshots.get() < MOST_SNAPSHOTS
          ? FullResyncPolicy.Decision.yes()
          : FullResyncPolicy.Decision.no(
              MOST_SNAPSHOTS + " full syncs did not come to their end",
              "find out what ends the link (the source's log, repl-timeout,"
                  + " spec.parameters.clientOutputBufferLimit, the network), then retry");
    };
  }

  private void apply(Generation generation) throws IOException, InterruptedException {
    Checkpoint from = claimed.checkpoint();
    ByteBuffer readAhead = ByteBuffer.allocate(0);
    StreamStart start;
    if (generation.hasSnapshot() && !generation.snapshotApplied()) {
      state = ReplicationState.FULL_SYNC;
      if (caughtUpOnce) {
        // What was found equal is copied anew: only another full pass proves it again.
        dirty.overflow();
      }
      FullSync sync = new FullSync(settings, servers, connections(), store, target, throttle, ttl);
      fullSync = sync;
      from =
          sync.apply(
              generation,
              location().orElseThrow(),
              snapshots.getAndIncrement() > 0 || !claimed.fresh());
      readAhead = sync.result().readAhead();
      sync.result().scripts().forEach(scripts::add);
      start = StreamStart.afterSnapshot(from.applied(), from.database());
      claimed = claimed.at(from);
    } else {
      start = StreamStart.resuming(from);
    }
    caughtUpOnce = true;
    snapshots.set(0);
    Streaming stream =
        new Streaming(
            settings,
            servers,
            connections(),
            link,
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
   * Troubles that pass are waited out; a target that lost writes is taken up where it is; the rest
   * ends the run.
   */
  private void recover(EngineException e) throws InterruptedException {
    switch (e.reason()) {
      case SourceUnreachable, SourceNotReady -> {
        if (closed) {
          throw e;
        }
        LOG.info("waiting for the source: {}", e.getMessage());
      }
      case CheckpointWentBack, TargetRestarted -> {
        long before = streaming == null ? 0 : streaming.confirmed();
        closeLink();
        Checkpoint stored = takeUp();
        boolean wentBack = e.reason() == Reason.CheckpointWentBack;
        if (wentBack && stored.state() == CheckpointState.LOADING) {
          throw e;
        }
        if (wentBack || stored.applied() < before) {
          LOG.warn("the target lost writes, from offset {} back to {}", before, stored.applied());
          figures.wentBack();
          dirty.overflow();
        }
        claimed = claimed.at(stored);
        spool.close();
        spool = Spool.open(settings.spool());
      }
      default -> throw e;
    }
  }

  /** A target that has just restarted may need a while until it answers. */
  private Checkpoint takeUp() throws InterruptedException {
    while (true) {
      try {
        return store.takeOver(claimed.location());
      } catch (EngineException e) {
        boolean passes =
            e.reason() == Reason.TargetUnreachable || e.reason() == Reason.TargetNotReady;
        if (closed || !passes) {
          throw e;
        }
        LOG.info("waiting for the target: {}", e.getMessage());
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  private void closeLink() {
    SourceLink open = link;
    if (open != null) {
      figures.keep(open.status());
      open.close();
      link = null;
    }
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
   * at rest.
   */
  public CheckpointStore store() {
    return store;
  }

  /** Where the checkpoint lies; empty before {@link #prepare}. */
  public Optional<CheckpointLocation> location() {
    return Optional.ofNullable(claimed).map(TargetClaim.Claimed::location);
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
        state,
        Optional.ofNullable(failure),
        link,
        fullSync,
        streaming,
        observer,
        spool,
        dirty,
        servers);
  }

  /** Stops at the next boundary, with everything before it confirmed; the checkpoint stays. */
  @Override
  public void close() {
    closed = true;
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
    if (spool != null) {
      spool.close();
    }
  }

  /**
   * A stream that cannot come to a boundary (the target is gone) is ended where it is: the
   * checkpoint knows.
   */
  private void awaitEnd(Streaming stream) {
    try {
      thread.join(stream == null ? 1 : PATIENCE.toMillis());
      thread.interrupt();
      closeLink();
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
