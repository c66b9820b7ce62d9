package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.bucket.SnapshotAccess;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.exact.Connector;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.ReplicationSettings;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** A real replication between two real servers, and a verification of it. */
final class VerifyScene implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(3);

  final RedisServer source;
  final RedisServer target;
  final Replication replication;
  final Verification verification;
  private final RedisControl toSource;
  private final RedisControl toTarget;

  /** Replicates what the source holds, up to the stream. */
  VerifyScene(RedisServer source, RedisServer target, Path directory, Duration hold)
      throws IOException {
    this(source, target, directory, hold, connector(source), Duration.ofSeconds(1));
  }

  /** The same, with a way of its own to the target for snapshots. */
  VerifyScene(
      RedisServer source,
      RedisServer target,
      Path directory,
      Duration hold,
      ConnectionSettings snapshots)
      throws IOException {
    this(source, target, directory, hold, connector(source), Duration.ofSeconds(1), snapshots);
  }

  /**
   * The same, with a way of its own to the source for the comparison.
   *
   * @param tolerance of TTLs
   */
  VerifyScene(
      RedisServer source,
      RedisServer target,
      Path directory,
      Duration hold,
      Connector toCompare,
      Duration tolerance)
      throws IOException {
    this(source, target, directory, hold, toCompare, tolerance, settings(target));
  }

  /** The same with both. */
  VerifyScene(
      RedisServer source,
      RedisServer target,
      Path directory,
      Duration hold,
      Connector toCompare,
      Duration tolerance,
      ConnectionSettings snapshots)
      throws IOException {
    this.source = source;
    this.target = target;
    this.toSource = control(source, LettuceControl.Side.SOURCE);
    this.toTarget = control(target, LettuceControl.Side.TARGET);
    this.replication =
        new Replication(
            new ReplicationSettings(
                "run",
                1,
                settings(source),
                settings(target),
                SpoolSettings.in(directory.resolve("spool")),
                hold,
                Optional.empty(),
                Optional.empty(),
                false,
                false),
            new SocketDialer(),
            toSource,
            toTarget,
            InstantSource.system());
    try {
      replication.prepare();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    replication.start();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              assertThat(replication.status().failure()).isEmpty();
              return replication.streaming().isPresent();
            });
    awaitDrained();
    this.verification =
        new Verification(
            new Verification.Subject(
                toCompare,
                connector(target),
                replication.servers().source(),
                replication.servers().target(),
                replication.servers().sourceDatabases(),
                (patience, held) -> replication.streaming().orElseThrow().pause(patience, held),
                replication.touched(),
                replication.dirty(),
                replication.ttl(),
                Optional.of(
                    SnapshotAccess.of(new SocketDialer(), settings(source), snapshots, "run"))),
            new VerificationSettings(tolerance, Duration.ofMillis(50), 64 << 20),
            InstantSource.system());
  }

  static VerifyScene of(RedisServers servers, String from, String to, Path directory)
      throws IOException {
    return new VerifyScene(
        servers.start(from), servers.start(to), directory, Duration.ofMinutes(10));
  }

  private static RedisControl control(RedisServer server, LettuceControl.Side side) {
    return new LettuceControl(settings(server), side, AddressMapping.none());
  }

  static Connector connector(RedisServer server) {
    return connector(server.host(), server.port());
  }

  static Connector connector(String host, int port) {
    return () ->
        RedisConnection.open(new SocketDialer(), ConnectionSettings.to(new Endpoint(host, port)));
  }

  static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }

  /** Everything the source has written by now is on the target. */
  void awaitDrained() {
    long offset = toSource.info("replication").replicationOffset();
    await().atMost(LIMIT).until(() -> replication.status().confirmed() >= offset);
  }

  /** Verifies everything once, and waits for a result that fits. */
  VerificationStatus verify(int round, Predicate<VerificationStatus> wanted) {
    return verify(verification.plan(), round, wanted);
  }

  /** The same by a plan. */
  VerificationStatus verify(
      VerificationPlan plan, int round, Predicate<VerificationStatus> wanted) {
    verification.follow(plan, round);
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              VerificationStatus status = verification.status();
              assertThat(status.state())
                  .as("%s", status.message())
                  .isNotEqualTo(VerificationState.FAILED);
              boolean decided =
                  status.state() == VerificationState.EQUAL
                      || status.state() == VerificationState.DIFFERENT;
              return status.round() >= round && decided && wanted.test(status);
            });
    return verification.status();
  }

  VerificationStatus verify(int round) {
    return verify(round, status -> true);
  }

  @Override
  public void close() {
    verification.close();
    replication.close();
    toSource.close();
    toTarget.close();
  }
}
