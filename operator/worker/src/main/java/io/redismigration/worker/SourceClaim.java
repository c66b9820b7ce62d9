package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.target.ClientList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration at a time changes a source: a second one would take for originals what the first
 * has set, and leave it set for good. Nothing is written to a source that could say so; the names
 * of the connections to it do. Whoever looks is connected under its own name before, so that of two
 * that begin at the same moment one at least sees the other. Both may: then both leave, and come
 * back after pauses of their own.
 */
final class SourceClaim {
  private static final Logger LOG = LoggerFactory.getLogger(SourceClaim.class);

  /** One that is there for longer did not begin at the same moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final int PAUSES_DIFFER_BY_MILLIS = 2_000;

  /** A worker asks more often; a connection that is idle for longer belongs to a host that died. */
  private static final long ALIVE_SECONDS = 60;

  private final String run;
  private final InstantSource clock;
  private Instant firstSeen;
  private int pauses;

  SourceClaim(String run, InstantSource clock) {
    this.run = run;
    this.clock = clock;
  }

  /**
   * Looks who else is there. Where the server does not tell, nobody is taken to be.
   *
   * @param source control connection, under this run's name
   * @throws EngineException with {@link Reason#SourceInOtherMigration}
   */
  void require(RedisControl source) {
    List<String> others = others(source);
    if (others.isEmpty()) {
      firstSeen = null;
      return;
    }
    if (firstSeen == null) {
      firstSeen = clock.instant();
    }
    throw new EngineException(
        Reason.SourceInOtherMigration,
        "%s is the source of another migration: run %s"
            .formatted(source.address(), String.join(", ", others)),
        "wait until it has ended, or cancel it, then retry");
  }

  private List<String> others(RedisControl source) {
    try {
      return ClientList.stream(source.text("CLIENT", "LIST"))
          .filter(client -> client.idleSeconds() <= ALIVE_SECONDS)
          .flatMap(client -> ClientName.parse(client.name()).stream())
          .filter(name -> name.role().equals(ClientName.CONTROL) && !name.run().equals(run))
          .map(ClientName::run)
          .distinct()
          .toList();
    } catch (CommandRefusedException e) {
      LOG.info("other migrations of this source cannot be seen: {}", e.getMessage());
      return List.of();
    }
  }

  /** Whether who was seen may have begun at the same moment, and leave again. */
  boolean mayPass() {
    return firstSeen != null && clock.instant().isBefore(firstSeen.plus(PATIENCE));
  }

  /** How long to stay away. */
  Duration pause() {
    pauses++;
    return SHORTEST_PAUSE.plusMillis(
        Math.floorMod(pauses * 31L * run.hashCode(), PAUSES_DIFFER_BY_MILLIS));
  }
}
