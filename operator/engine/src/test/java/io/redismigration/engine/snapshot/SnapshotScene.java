package io.redismigration.engine.snapshot;

import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.net.FaultProxy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongUnaryOperator;

/** A source that writes dumps, a target, and the applier between them. */
final class SnapshotScene implements AutoCloseable {

  static final LongUnaryOperator SAME_TTL = LongUnaryOperator.identity();

  private final RedisServers servers = RedisServers.standard();

  RedisServer start(String version) {
    return servers.start(version, ServerOptions.defaults());
  }

  RedisServer start(String version, ServerOptions options) {
    return servers.start(version, options);
  }

  /** Writes the server's data to its dump file. */
  static Path save(RedisServer source) {
    source.command("SAVE");
    return source.rdbFile();
  }

  static Capabilities capabilities(RedisServer server) {
    return Capabilities.of(ServerIdentity.fromInfo((String) server.command("INFO", "server")));
  }

  static SnapshotApplier applier(RedisServer target) {
    return applier(target, target.host(), target.port(), SnapshotSettings.defaults());
  }

  static SnapshotApplier applier(RedisServer target, SnapshotSettings settings) {
    return applier(target, target.host(), target.port(), settings);
  }

  static SnapshotApplier applier(RedisServer target, FaultProxy proxy) {
    return applier(target, proxy.host(), proxy.port(), SnapshotSettings.defaults());
  }

  static SnapshotApplier applier(
      RedisServer target, String host, int port, SnapshotSettings settings) {
    return applier(target, host, port, settings, SAME_TTL, new Throttle());
  }

  static SnapshotApplier applier(
      RedisServer target,
      String host,
      int port,
      SnapshotSettings settings,
      LongUnaryOperator ttl,
      Throttle throttle) {
    ConnectionSettings connection =
        ConnectionSettings.to(new Endpoint(host, port))
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
    return new SnapshotApplier(
        settings,
        capabilities(target),
        () -> RedisConnection.open(new SocketDialer(), connection),
        new TargetInstance(),
        ttl,
        throttle,
        Clock.systemUTC());
  }

  static SnapshotResult apply(Path rdb, RedisServer target)
      throws IOException, InterruptedException {
    try (SnapshotApplier applier = applier(target)) {
      return apply(rdb, applier);
    }
  }

  static SnapshotResult apply(Path rdb, SnapshotApplier applier)
      throws IOException, InterruptedException {
    try (FileChannel file = FileChannel.open(rdb)) {
      ByteInput input = file::read;
      return applier.apply(
          new SnapshotSource(input, file.size(), java.util.Optional.empty(), b -> {}));
    }
  }

  /** What the server says of all it holds: equal on any two versions for the same data. */
  static String digest(RedisServer server) {
    return (String) server.command("DEBUG", "DIGEST");
  }

  @Override
  public void close() {
    servers.close();
  }
}
