package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.spool.Spool;
import io.redismigration.engine.spool.SpoolFullException;
import io.redismigration.redis.connection.Dialer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps us a replica of the source: connects, takes a snapshot or resumes, reads whatever the
 * target does, reconnects for ever, and acknowledges meanwhile. Its thread {@code link} is the one
 * that writes the spool; methods are for any other thread.
 *
 * <p>A connection lost in the stream is resumed within the same {@link Generation}. A new full sync
 * makes a new one, if the {@link FullResyncPolicy} lets it.
 */
public final class SourceLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceLink.class);
  private static final long POLL_MILLIS = 20;
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final LinkSettings settings;
  private final Spool spool;
  private final FullResyncPolicy policy;
  private final SourceClock clock;
  private final Handshake handshake;
  private final Receiver receiver;
  private final StatusBoard board = new StatusBoard();
  private final Thread thread = new Thread(this::run, "link");
  private final Object lock = new Object();
  private final Backoff backoff;
  private final PasswordRotation rotation;
  private final Acknowledger acknowledger;
  private Optional<ResumePoint> start = Optional.empty();
  private volatile Generation generation;
  private volatile SourceConnection current;
  private volatile Rewind rewind;
  private volatile EngineException failure;
  private volatile boolean closed;
  private volatile long applied;

  /**
   * @param spool filled by this link alone; closed by its owner after the link
   * @param policy asked before every full sync but the first
   * @param ours our clock, for arrival times
   */
  public SourceLink(
      Dialer dialer,
      LinkSettings settings,
      Spool spool,
      FullResyncPolicy policy,
      InstantSource ours) {
    this.settings = settings;
    this.spool = spool;
    this.policy = policy;
    this.clock = new SourceClock(ours);
    this.handshake = new Handshake(dialer, settings, clock);
    this.receiver = new Receiver(dialer, settings, spool, board, ours, this::isWanted);
    this.backoff = new Backoff(settings.firstRetry(), settings.longestRetry());
    this.rotation = new PasswordRotation("source", settings.rotation());
    this.acknowledger = new Acknowledger(this::acknowledged);
    thread.setDaemon(true);
  }

  /** Begins with a full sync. */
  public void startFresh() {
    thread.start();
  }

  /**
   * Begins by asking for the stream from there; the policy decides if the source has it no more.
   */
  public void startFrom(ResumePoint point) {
    start = Optional.of(point);
    applied = point.offset();
    thread.start();
  }

  /**
   * The generation to apply: the current one, or the first that comes.
   *
   * @throws EngineException when the link has ended, or none came in time: with the reason why
   */
  public Generation awaitGeneration(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (true) {
        Generation now = generation;
        if (failure != null) {
          throw failure;
        }
        if (now != null && !now.input().isSuperseded()) {
          return now;
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || closed) {
          throw board.lastError().orElseGet(SourceLink::nothingCame);
        }
        lock.wait(Math.min(left, 1_000));
      }
    }
  }

  private static EngineException nothingCame() {
    return new EngineException(
        Reason.SourceNotReady,
        "the source has not begun to send its data",
        "see the source's log: it may be delayed by another snapshot");
  }

  /**
   * What has been applied to the target. The source is told one byte less, so that FAILOVER never
   * takes us for a replica that has everything (redis 7.0.15 replication.c, updateFailoverStatus)
   * and WAIT never counts us.
   *
   * @param offset replication offset of the last byte applied, in bytes
   */
  public void acknowledge(long offset) {
    applied = offset;
    Generation now = generation;
    if (now != null) {
      now.forgetArrivalsBefore(offset);
    }
  }

  private long acknowledged() {
    Generation now = generation;
    long received = now == null ? applied : now.receivedOffset();
    return Math.max(0, Math.min(applied, received) - 1);
  }

  /**
   * Drops the connection and what was received after {@code offset}, and receives it again: the
   * bytes there were not the source's stream. Only for the thread that reads the generation's
   * input, whose next byte is then the one after {@code offset}.
   *
   * @param offset replication offset of the last good command's end
   * @param why what was found there, for the status
   */
  public void dropAndResume(long offset, String why) throws InterruptedException {
    Rewind wish =
        new Rewind(
            new EngineException(
                Reason.ForeignBytesOnLink,
                "the source put something else than its stream on the link: " + why,
                "none needed: the link is made anew and goes on from offset " + offset));
    rewind = wish;
    dropConnection();
    wish.awaitRest(thread);
    Generation now = generation;
    now.input().discard();
    now.rewindTo(offset);
    rewind = null;
    wish.done();
  }

  private void dropConnection() {
    SourceConnection open = current;
    if (open != null) {
      open.close();
    }
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  public LinkStatus status() {
    return board.status(generation);
  }

  /** The source's clock, measured at every connection. */
  public SourceClock clock() {
    return clock;
  }

  /** Ends the link; the generation's input ends after what was received. */
  @Override
  public void close() {
    closed = true;
    dropConnection();
    acknowledger.close();
    try {
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWanted() {
    return !closed && rewind == null;
  }

  private void run() {
    try {
      while (!closed && failure == null) {
        try {
          keepReplicating();
        } catch (SpoolFullException e) {
          awaitRoom(e);
        } catch (EngineException e) {
          handle(new Trouble(e, Trouble.Cure.NOTHING));
        } catch (IOException e) {
          Trouble trouble = Trouble.of(e);
          handle(isKnownToSource() ? trouble.judged(rotation) : trouble);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    acknowledger.close();
    if (closed) {
      spool.finish();
      board.state(LinkState.CLOSED);
    } else if (failure == null) {
      fail(
          new EngineException(
              Reason.SourceUnreachable,
              "the link's thread ended unexpectedly",
              "see the log for the cause, then start again"));
    }
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  /** One connection, until it is lost. */
  private void keepReplicating() throws IOException, SpoolFullException, InterruptedException {
    Rewind wish = rewind;
    if (wish != null) {
      board.trouble(LinkState.RETRYING, wish.why());
      wish.rest();
    }
    Request request = nextRequest();
    if (!isWanted()) {
      return;
    }
    board.state(LinkState.CONNECTING);
    try (SourceConnection connection = handshake.open()) {
      current = connection;
      rotation.over();
      board.connected(connection.identity());
      if (isWanted()) {
        Generation received = negotiate(connection, request);
        if (connection.takesAcknowledgements()) {
          acknowledger.attach(connection, received);
        }
        receiver.receive(connection, received, backoff::succeeded);
      }
    } finally {
      acknowledger.detach();
      current = null;
    }
  }

  private Request nextRequest() throws InterruptedException {
    Generation now = generation;
    if (now == null) {
      return start
          .<Request>map(point -> new Request.Stream(point.replicationId(), point.offset() + 1))
          .orElse(new Request.Everything(Optional.empty()));
    }
    while (now.endUnknown() && isWanted()) {
      if (now.input().isStarved() && now.endUnknown()) {
        return everything("the connection was lost within the snapshot");
      }
      board.state(LinkState.WAITING_FOR_SNAPSHOT_END);
      pause(POLL_MILLIS);
    }
    if (!now.snapshotReceived()) {
      return everything("the connection was lost within the snapshot");
    }
    if (!now.offsetTrusted()) {
      return everything("the connection was lost and the source's true offset is not known");
    }
    return new Request.Stream(now.replicationId(), now.receivedOffset() + 1);
  }

  private static Request everything(String cause) {
    return new Request.Everything(Optional.of(cause));
  }

  private Generation negotiate(SourceConnection connection, Request request)
      throws IOException, SpoolFullException {
    if (request instanceof Request.Everything everything) {
      everything.cause().ifPresent(this::requireLeave);
    }
    Negotiation.Outcome outcome = Negotiation.run(connection, request, board, this::requireLeave);
    Generation next = generation;
    if (outcome instanceof Negotiation.Snapshot snapshot) {
      board.beganFullSync();
      backoff.fullSyncBegan();
      next =
          Generation.withSnapshot(
              spool.restart(),
              snapshot.header(),
              snapshot.replicationId(),
              snapshot.offset(),
              snapshot.exactOffset());
      applied = snapshot.offset();
    } else if (outcome instanceof Negotiation.Resumed resumed) {
      board.resumed();
      if (next == null) {
        next = Generation.resumed(spool.restart(), start.orElseThrow());
      }
      resumed.replicationId().ifPresent(next::continuedAs);
    }
    publish(next);
    return next;
  }

  private void publish(Generation next) {
    synchronized (lock) {
      generation = next;
      lock.notifyAll();
    }
  }

  private void requireLeave(String cause) {
    FullResyncPolicy.Decision decision = policy.mayResync(cause);
    if (!decision.allowed()) {
      throw new EngineException(
          Reason.FullResyncForbidden,
          cause + "; a new full sync would be needed, but " + decision.why(),
          decision.remedy());
    }
    LOG.info("a new full sync is needed: {}", cause);
  }

  private boolean isKnownToSource() {
    return settings.letInBefore() || board.everReplicated();
  }

  private void handle(Trouble trouble) throws InterruptedException {
    if (!isWanted()) {
      return;
    }
    boolean hopeless =
        switch (trouble.when()) {
          case TIME -> false;
          case PERSON -> !isKnownToSource();
          case NOTHING -> true;
        };
    if (hopeless) {
      fail(trouble.why());
      return;
    }
    long delay = backoff.nextMillis();
    LOG.info("link lost, next try in {} ms: {}", delay, trouble.why().getMessage());
    board.trouble(LinkState.RETRYING, trouble.why());
    pause(delay);
  }

  /** The input must never look as if it had come to a good end. */
  private void fail(EngineException why) {
    failure = why;
    board.trouble(LinkState.FAILED, why);
    spool.fail(why);
  }

  /** The stream waits at the source, in its backlog, until the spool has room for a good while. */
  private void awaitRoom(SpoolFullException full) throws InterruptedException {
    EngineException why = full.asReason();
    LOG.warn("link paused: {}", why.getMessage());
    board.trouble(LinkState.PAUSED, why);
    while (!spool.hasRoomAgain() && isWanted()) {
      pause(POLL_MILLIS);
    }
  }

  private void pause(long millis) throws InterruptedException {
    synchronized (lock) {
      if (isWanted()) {
        lock.wait(millis);
      }
    }
  }
}
