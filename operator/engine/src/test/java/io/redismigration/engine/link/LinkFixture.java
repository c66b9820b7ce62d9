package io.redismigration.engine.link;

import io.redismigration.engine.spool.Spool;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.net.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** A link, its spool and a reader, set up and taken down together. */
final class LinkFixture implements AutoCloseable {
  static final int MEMORY = 1 << 20;
  static final long DISK = 1L << 30;

  private final Spool spool;
  private final SourceLink link;
  private final NumberReader reader;

  private LinkFixture(Spool spool, SourceLink link) {
    this.spool = spool;
    this.link = link;
    this.reader = new NumberReader(link);
  }

  static LinkFixture to(RedisServer source, Path directory) {
    return to(source.host(), source.port(), directory);
  }

  static LinkFixture to(FaultProxy proxy, Path directory) {
    return to(proxy.host(), proxy.port(), directory);
  }

  static LinkFixture to(String host, int port, Path directory) {
    return with(
        settings(host, port), FullResyncPolicy.allow(), spool(directory), UnaryOperator.identity());
  }

  static ConnectionSettings settings(String host, int port) {
    return ConnectionSettings.to(new Endpoint(host, port));
  }

  static SpoolSettings spool(Path directory) {
    return new SpoolSettings(directory, MEMORY, 4 << 20, DISK);
  }

  static LinkFixture with(
      ConnectionSettings source,
      FullResyncPolicy policy,
      SpoolSettings spoolSettings,
      UnaryOperator<LinkSettings> change) {
    LinkSettings settings =
        LinkSettings.of(source, "test").withRetries(Duration.ofMillis(20), Duration.ofMillis(500));
    Spool spool = Spool.open(spoolSettings);
    return new LinkFixture(
        spool,
        new SourceLink(
            new SocketDialer(), change.apply(settings), spool, policy, InstantSource.system()));
  }

  LinkFixture startFresh() {
    link.startFresh();
    reader.start();
    return this;
  }

  LinkFixture startFrom(ResumePoint point, long number) {
    link.startFrom(point);
    reader.startAt(number);
    return this;
  }

  SourceLink link() {
    return link;
  }

  NumberReader reader() {
    return reader;
  }

  Spool spool() {
    return spool;
  }

  LinkStatus status() {
    return link.status();
  }

  @Override
  public void close() {
    link.close();
    reader.close();
    spool.close();
  }
}
