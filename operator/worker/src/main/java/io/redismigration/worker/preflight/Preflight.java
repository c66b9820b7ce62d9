package io.redismigration.worker.preflight;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.checks.CheckFacts;
import io.redismigration.migration.checks.ConnectionFacts;
import io.redismigration.migration.checks.SourceFacts;
import io.redismigration.migration.checks.SpoolFacts;
import io.redismigration.migration.checks.TargetFacts;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.worker.connect.Connections;
import io.redismigration.worker.connect.MissingSecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Collects what the check catalogue looks at. A side that cannot be read has no facts; the checks
 * say why.
 */
public final class Preflight {
  /** What one connection loads on an ordinary machine; only for the estimate of the spool. */
  private static final long LOAD_BYTES_PER_SECOND = 50L << 20;

  private final Connections connections;
  private final Path spoolDirectory;
  private final InstantSource clock;

  /**
   * @param connections ways to both sides
   * @param spoolDirectory where the spool would be
   * @param clock our clock
   */
  public Preflight(Connections connections, Path spoolDirectory, InstantSource clock) {
    this.connections = connections;
    this.spoolDirectory = spoolDirectory;
    this.clock = clock;
  }

  /** Looks at both sides. */
  public CheckFacts look(TaskSpec task) throws InterruptedException {
    ConnectionFacts toSource = new ConnectionProbe(connections, task.source(), Side.SOURCE).look();
    ConnectionFacts toTarget = new ConnectionProbe(connections, task.target(), Side.TARGET).look();
    Optional<SourceFacts> source = source(task, toSource);
    Optional<TargetFacts> target =
        target(task, toTarget, source.map(SourceFacts::writeCommands).orElse(List.of()));
    return new CheckFacts(
        task.runId(),
        clock.instant(),
        task.replication(),
        toSource,
        toTarget,
        source.map(seen -> sampled(task, seen, toSource, target)).orElse(null),
        target.orElse(null),
        spool(task).orElse(null));
  }

  /** Looks longer where the target lacks a module whose keys there may be. */
  private SourceFacts sampled(
      TaskSpec task, SourceFacts source, ConnectionFacts connection, Optional<TargetFacts> target) {
    boolean lacking =
        target.filter(seen -> !source.server().modulesBeyond(seen.server()).isEmpty()).isPresent();
    boolean memoryUsage =
        source.server().version().atLeast(4, 0)
            && !connection.deniedOptional().contains("memory|usage")
            && !connection.unknownOptional().contains("memory|usage");
    ConnectionSettings settings =
        connections
            .settings(task.source())
            .withClientName(new ClientName(task.runId(), task.epoch(), "preflight").toString());
    try (RedisConnection open = RedisConnection.open(connections.dialer(), settings)) {
      return source.with(
          new KeySample(open, lacking, memoryUsage).look(source.server().keys().keySet()));
    } catch (MissingSecretException | IOException e) {
      return source;
    }
  }

  private static boolean isOpen(ConnectionFacts seen) {
    return switch (seen.auth()) {
      case ACCEPTED, NO_PASSWORD_NEEDED, PASSWORD_NOT_WANTED -> true;
      default -> false;
    };
  }

  private Optional<SourceFacts> source(TaskSpec task, ConnectionFacts seen)
      throws InterruptedException {
    if (!isOpen(seen)) {
      return Optional.empty();
    }
    ConnectionSpec spec = task.source();
    try (RedisControl control = control(task, spec, Side.SOURCE)) {
      return Optional.of(
          new SourceProbe(control, seen, task.runId())
              .look(connections.dialer(), connections.settings(spec)));
    } catch (EngineException | CommandRefusedException | MissingSecretException | IOException e) {
      return Optional.empty();
    }
  }

  private Optional<TargetFacts> target(
      TaskSpec task, ConnectionFacts seen, List<String> sourceCommands) {
    if (!isOpen(seen)) {
      return Optional.empty();
    }
    ConnectionSpec spec = task.target();
    try (RedisControl control = control(task, spec, Side.TARGET)) {
      return Optional.of(
          new TargetProbe(control, seen, task.runId())
              .look(
                  connections.dialer(),
                  connections.settings(spec),
                  task.replication().verification().comparesSnapshots())
              .withUnknown(WrittenCommands.unknownTo(control, sourceCommands)));
    } catch (EngineException | CommandRefusedException | MissingSecretException | IOException e) {
      return Optional.empty();
    }
  }

  private RedisControl control(TaskSpec task, ConnectionSpec spec, Side side) {
    return connections.control(
        spec, side, new ClientName(task.runId(), task.epoch(), "preflight").toString());
  }

  private Optional<SpoolFacts> spool(TaskSpec task) {
    try {
      Files.createDirectories(spoolDirectory);
      long free = Files.getFileStore(spoolDirectory).getUsableSpace();
      return Optional.of(
          SpoolFacts.on(free, task.replication().spoolBytes(), LOAD_BYTES_PER_SECOND));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
