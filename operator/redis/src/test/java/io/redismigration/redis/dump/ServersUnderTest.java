package io.redismigration.redis.dump;

import io.redismigration.redis.rdb.Inputs;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbLimits;
import io.redismigration.redis.rdb.RdbReader;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The servers of the matrix, each started once and filled with {@link Corpus}, and what their dumps
 * hold.
 */
final class ServersUnderTest implements AutoCloseable {

  /** A value as the reader sliced it. */
  record Sliced(ValueType type, byte[] body) {

    ByteBuffer buffer() {
      return ByteBuffer.wrap(body);
    }
  }

  private final String[] without;
  private final RedisServers servers = RedisServers.standard();
  private final Map<String, RedisServer> started = new LinkedHashMap<>();
  private final Map<String, Map<String, Sliced>> slices = new LinkedHashMap<>();

  /** With everything in {@link Corpus}, except those keys. */
  ServersUnderTest(String... without) {
    this.without = without;
  }

  RedisServer server(String version) {
    return started.computeIfAbsent(version, this::startFilled);
  }

  Capabilities capabilities(String version) {
    return Capabilities.of(
        ServerIdentity.fromInfo((String) server(version).command("INFO", "server")));
  }

  /** The dump file of that server. */
  byte[] dumpFile(String version) {
    try {
      return Files.readAllBytes(server(version).rdbFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every value in the dump of that server, sliced, by key. */
  Map<String, Sliced> slices(String version) {
    return slices.computeIfAbsent(version, v -> slice(dumpFile(v)));
  }

  @Override
  public void close() {
    servers.close();
  }

  private RedisServer startFilled(String version) {
    RedisServer server = servers.start(version);
    Corpus.fill(server);
    for (String key : without) {
      server.command("DEL", key);
    }
    server.command("SAVE");
    return server;
  }

  private static Map<String, Sliced> slice(byte[] file) {
    Map<String, Sliced> found = new LinkedHashMap<>();
    try {
      RdbReader reader = new RdbReader(Inputs.trickle(file, 40_000, 5), RdbLimits.defaults());
      reader.readHeader();
      RdbEntry entry = new RdbEntry();
      while (reader.next(entry)) {
        if (entry.kind() == RdbEntry.Kind.VALUE) {
          byte[] key = new byte[entry.keyLength()];
          entry.window().get(entry.keyStart(), key);
          byte[] body = new byte[entry.bodyLength()];
          entry.window().get(entry.bodyStart(), body);
          found.put(new String(key, StandardCharsets.UTF_8), new Sliced(entry.type(), body));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
