package io.redismigration.worker.clients;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.foreign.WriteCommands;
import io.redismigration.engine.target.ClientList;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks who is connected to the source: one CLIENT LIST every ten seconds at most, and rarely
 * enough that the source spends no more than a two-hundredth of its time on it. Not for several
 * threads.
 *
 * <p>Not seen: who connects, writes and leaves between two looks, and a write that was followed by
 * a read on the same connection before the next look. A user that must not ask is told so once.
 */
public final class ClientWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PAUSES_PER_LOOK = 200;

  private final RedisControl source;
  private final InstantSource clock;
  private WriteCommands commands;
  private ClientGroups groups;
  private boolean committed;
  private Instant next = Instant.MIN;
  private Instant first;
  private Instant last;
  private SourceClients seen = SourceClients.none();

  /**
   * @param source control connection, owned by the caller
   * @param clock our clock
   */
  public ClientWatch(RedisControl source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** What was seen up to now. */
  public SourceClients seen() {
    return seen;
  }

  /**
   * Looks if it is time.
   *
   * @return whether it was
   */
  public boolean look() {
    boolean due = !clock.instant().isBefore(next);
    if (due) {
      lookNow();
    }
    return due;
  }

  /** The target has taken over: whoever is seen from here on is one that still comes. */
  public void committed() {
    if (!committed) {
      ended();
      committed = true;
      groups = null;
      first = null;
      next = Instant.MIN;
    }
  }

  /** Looks for the last time: from here on nobody knows. */
  public void lastLook() {
    lookNow();
    ended();
  }

  private void ended() {
    ClientsSeen now = committed ? seen.after() : seen.before();
    if (now != null) {
      take(now.looked(first, last));
    }
  }

  /** Looks whether it is time or not. */
  public void lookNow() {
    Instant began = clock.instant();
    try {
      next = began.plus(AFTER_FAILURE);
      if (commands == null) {
        commands = WriteCommands.asFarAsKnown(source);
      }
      if (groups == null) {
        groups = new ClientGroups(commands::has, committed ? began : Instant.MIN);
      }
      String list = String.valueOf(source.call(PATIENCE, "CLIENT", "LIST"));
      Instant now = clock.instant();
      groups.look(ClientList.stream(list), now);
      keep(groups.seen(now), now);
      Duration pause = Duration.between(began, now).multipliedBy(PAUSES_PER_LOOK);
      next = now.plus(pause.compareTo(EVERY) > 0 ? pause : EVERY);
    } catch (CommandRefusedException e) {
      if (e.isNotPermitted()) {
        keep(
            ClientsSeen.not(began, "the source does not say who its clients are: " + e.text()),
            began);
      }
    } catch (EngineException e) {
      LOG.debug("nobody was looked at: {}", e.getMessage());
    }
  }

  /** As long as it says the same, it says so since the first time. */
  private void keep(ClientsSeen now, Instant at) {
    first = first == null ? at : first;
    last = at;
    if (now.saysTheSameAs(committed ? seen.after() : seen.before())) {
      return;
    }
    if (now.unseen() != null) {
      LOG.warn("{}", now.unseen());
    }
    take(now.looked(first, null));
  }

  private void take(ClientsSeen now) {
    seen = committed ? new SourceClients(seen.before(), now) : new SourceClients(now, null);
  }
}
