package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as real primaries write them: every byte must count, every command must be known. */
@Timeout(60)
class StreamOfServersTest {

  private static final int ROUNDS = 200;

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void countsAsThePrimaryCounts(String version) throws IOException {
    RedisServer server = servers.start(version);
    try (RedisConnection link = open(server);
        RedisConnection client = open(server)) {
      long snapshot = synchronise(link);
      write(client);
      long expected = offset(client) - snapshot;

      StreamParser parser = new StreamParser(link.reader()::readRaw);
      StreamCommand command = new StreamCommand();
      int increments = 0;
      while (parser.consumed() < expected) {
        assertThat(parser.next(command)).isTrue();
        assertThat(CommandTable.standard().find(command)).isNotNull();
        increments += command.is("INCR") ? 1 : 0;
      }

      assertThat(parser.consumed()).isEqualTo(expected);
      assertThat(parser.buffered()).isZero();
      assertThat(increments).isEqualTo(ROUNDS);
    }
  }

  /** A full synchronisation without {@code capa eof}: the snapshot comes with its length. */
  private static long synchronise(RedisConnection link) throws IOException {
    link.require("REPLCONF", "listening-port", "0");
    link.writer().begin(3).arg("PSYNC").arg("?").arg(-1);
    link.flush();
    String answer = line(link);
    assertThat(answer).startsWith("+FULLRESYNC ");
    long left = Long.parseLong(line(link).substring(1));
    ByteBuffer snapshot = ByteBuffer.allocate(1024);
    while (left > 0) {
      left -= link.reader().readRaw(snapshot.clear().limit((int) Math.min(left, 1024)));
    }
    return Long.parseLong(answer.split(" ")[2]);
  }

  private static String line(RedisConnection link) throws IOException {
    String line = link.reader().readLine(256);
    while (line.isEmpty()) {
      line = link.reader().readLine(256);
    }
    return line;
  }

  private static void write(RedisConnection client) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      client.require("INCR", "counter");
      client.require("SET", "key" + i, "x".repeat(i * 10));
      client.require("SET", "session" + i, "x", "PX", "100000");
      client.require("RPUSH", "list", "a", "", "c\r\n");
    }
    client.require("SELECT", "3");
    client.require("MULTI");
    client.require("ZADD", "z", "1.5", "m");
    client.require("EXPIRE", "z", "1000");
    client.require("EXEC");
    client.require("EVAL", "redis.call('set', KEYS[1], ARGV[1])", "1", "k", "v");
    client.require("SET", "large", "x".repeat(3 << 20));
  }

  private static long offset(RedisConnection client) throws IOException {
    return client
        .require("INFO", "replication")
        .text()
        .lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static RedisConnection open(RedisServer server) throws IOException {
    return RedisConnection.open(
        new SocketDialer(), ConnectionSettings.to(new Endpoint(server.host(), server.port())));
  }
}
