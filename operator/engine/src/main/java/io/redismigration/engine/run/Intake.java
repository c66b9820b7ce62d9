package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.link.FullResyncPolicy;
import io.redismigration.engine.link.Generation;
import io.redismigration.engine.link.LinkSettings;
import io.redismigration.engine.link.LinkState;
import io.redismigration.engine.link.LinkStatus;
import io.redismigration.engine.link.ResumePoint;
import io.redismigration.engine.link.SourceLink;
import io.redismigration.engine.spool.Spool;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.Dialer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from the source: a link and the spool that it fills, both begun anew together. For one
 * thread; {@link #link}, {@link #status} and {@link #held} are for any.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ReplicationSettings settings;
  private final SpoolSettings spoolSettings;
  private final Dialer dialer;
  private final FullResyncPolicy policy;
  private final InstantSource clock;
  private final Figures figures;
  private volatile Spool spool;
  private volatile SourceLink link;
  private volatile boolean closed;

  Intake(
      ReplicationSettings settings,
      Dialer dialer,
      FullResyncPolicy policy,
      InstantSource clock,
      Figures figures) {
    this.settings = settings;
    this.spoolSettings = settings.spool().ofWorker(settings.epoch());
    this.dialer = dialer;
    this.policy = policy;
    this.clock = clock;
    this.figures = figures;
  }

  /**
   * Makes room on disk; what earlier workers of the run left there is removed.
   *
   * @throws EngineException when the spool's directory cannot be used
   */
  void prepare() {
    spool = Spool.open(spoolSettings);
  }

  /** Begins at a checkpoint, unless a link is open; loading: with a full sync. */
  void open(Checkpoint from) {
    if (link != null) {
      return;
    }
    SourceLink opened =
        new SourceLink(
            dialer,
            // Both sides were asked what they are before anything came here.
            LinkSettings.of(settings.source(), settings.run()).afterFirstLogin(),
            spool,
            policy,
            clock);
    link = opened;
    if (from.state() == CheckpointState.LOADING) {
      opened.startFresh();
    } else {
      figures.resumed();
      opened.startFrom(new ResumePoint(from.replicationId(), from.confirmed(), from.database()));
    }
  }

  /**
   * What comes next; a link that still tries is waited for.
   *
   * @throws EngineException why the link has ended
   */
  Generation await() throws InterruptedException {
    while (true) {
      try {
        return link.awaitGeneration(PATIENCE);
      } catch (EngineException e) {
        if (closed || link.status().state() == LinkState.FAILED) {
          throw e;
        }
        LOG.info("waiting for the source: {}", e.getMessage());
      }
    }
  }

  /** The open link; null while there is none. */
  SourceLink link() {
    return link;
  }

  /** The open link's; empty while there is none. */
  Optional<LinkStatus> status() {
    return Optional.ofNullable(link).map(SourceLink::status);
  }

  /** Bytes that wait for the target. */
  long held() {
    Spool now = spool;
    return now == null ? 0 : now.held();
  }

  /** Forgets all that was received, so that another link can begin. */
  void restart() {
    closeLink();
    spool.close();
    spool = Spool.open(spoolSettings);
  }

  /** Nobody waits for the source any more. */
  void giveUpWaiting() {
    closed = true;
  }

  void closeLink() {
    SourceLink open = link;
    if (open != null) {
      figures.keep(open.status());
      open.close();
      link = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    closeLink();
    Spool open = spool;
    if (open != null) {
      open.close();
    }
  }
}
