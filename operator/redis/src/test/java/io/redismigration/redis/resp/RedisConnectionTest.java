package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.redis.slot.HashSlot;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedisConnectionTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void speaksWithEveryServer(String version) throws IOException {
    try (RedisConnection connection = open(servers.start(version), with -> with)) {
      byte[] binary = new byte[70_000];
      new Random(7).nextBytes(binary);

      assertThat(connection.require("PING").text()).isEqualTo("PONG");
      assertThat(connection.call("SET".getBytes(), "k".getBytes(), binary).isOk()).isTrue();
      assertThat(connection.require("GET", "k")).isEqualTo(new Reply.Bulk(binary));
      assertThat(connection.require("DEL", "k").number()).isEqualTo(1);
      assertThat(connection.require("GET", "k")).isEqualTo(new Reply.Null());
      assertThat(connection.call("LPUSH", "l"))
          .isInstanceOfSatisfying(
              Reply.Error.class,
              e -> assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_ARITY));
      assertThatThrownBy(() -> connection.require("NOSUCH"))
          .isInstanceOfSatisfying(
              RedisErrorException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_COMMAND));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2.8, REDIS, 2.8",
    "6.2, REDIS, 6.2",
    "8.0, REDIS, 8.0",
    "valkey-8.1, VALKEY, 8.1",
    "valkey-9.1, VALKEY, 9.1"
  })
  void readsWhoTheServerIs(String version, ServerFamily family, String line) throws IOException {
    try (RedisConnection connection = open(servers.start(version), with -> with)) {
      ServerIdentity identity =
          ServerIdentity.fromInfo(connection.require("INFO", "server").text());

      assertThat(identity.family()).isEqualTo(family);
      assertThat(identity.version().toString()).startsWith(line + ".");
    }
  }

  @Test
  void pipelinesManyCommands() throws IOException {
    try (RedisConnection connection = open(servers.start("7.0"), with -> with)) {
      Fragment incr = Fragment.command(2, "INCR");
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        connection.writer().put(incr).arg("counter");
      }
      connection.flush();
      for (int i = 1; i <= count; i++) {
        assertThat(connection.reader().next()).isEqualTo(ReplyKind.INTEGER);
        assertThat(connection.reader().integer()).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "valkey-9.1"})
  void authenticatesByPassword(String version) throws IOException {
    RedisServer server = servers.start(version, ServerOptions.defaults().requirepass("s3cret"));

    try (RedisConnection connection = open(server, with -> with.withPassword(secret("s3cret")))) {
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
    assertCode(server, with -> with.withPassword(secret("wrong"))).isEqualTo(ErrorCode.WRONGPASS);
    try (RedisConnection connection = open(server, with -> with)) {
      assertThatThrownBy(() -> connection.require("GET", "k"))
          .isInstanceOfSatisfying(
              RedisErrorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOAUTH));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void saysThatTheServerHasNoPasswordAndGoesOn(String version) throws IOException {
    try (RedisConnection connection =
        open(servers.start(version), with -> with.withPassword(secret("s3cret")))) {
      assertThat(connection.passwordUnwanted()).isTrue();
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
  }

  @Test
  void authenticatesAUserAndShowsItsName() throws IOException {
    RedisServer server =
        servers.start(
            "7.0", ServerOptions.defaults().user("mover", "pässword", "~* +@all -config"));

    try (RedisConnection connection =
        open(
            server,
            with -> with.withUser("mover", secret("pässword")).withClientName("migration-7"))) {
      assertThat(connection.require("ACL", "WHOAMI").text()).isEqualTo("mover");
      assertThat(connection.require("CLIENT", "GETNAME").text()).isEqualTo("migration-7");
      assertThatThrownBy(() -> connection.require("CONFIG", "GET", "port"))
          .isInstanceOfSatisfying(
              RedisErrorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOPERM));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void knowsWhatRestoreTakesOnEveryServer(String version) throws IOException {
    try (RedisConnection connection = open(servers.start(version), with -> with)) {
      Capabilities server =
          Capabilities.of(ServerIdentity.fromInfo(connection.require("INFO", "server").text()));
      connection.require("SET", "k", "value that is no integer");
      byte[] dump = ((Reply.Bulk) connection.require("DUMP", "k")).bytes();

      assertThat(dump[dump.length - 10] & 0xff).isEqualTo(server.maxRdbVersion());
      assertThat(server.acceptsDumpFooter(server.maxRdbVersion())).isTrue();
      restore(connection, server.has(Feature.RESTORE_REPLACE), dump, "REPLACE");
      restore(connection, server.has(Feature.RESTORE_ABSTTL), dump, "ABSTTL");
      restore(connection, server.has(Feature.RESTORE_IDLETIME_FREQ), dump, "IDLETIME", "5");
    }
  }

  private static void restore(
      RedisConnection connection, boolean accepted, byte[] dump, String... options)
      throws IOException {
    connection.require("DEL", "copy");
    connection.writer().begin(4 + options.length).arg("RESTORE").arg("copy").arg(0).arg(dump);
    for (String option : options) {
      connection.writer().arg(option);
    }
    connection.flush();
    assertThat(connection.reader().read().isOk()).as(options[0]).isEqualTo(accepted);
  }

  @Test
  void countsSlotsAsTheServerDoes() throws IOException {
    RedisServer server = servers.start("7.0", ServerOptions.defaults().clusterNode());
    Random random = new Random(3);
    try (RedisConnection connection = open(server, with -> with)) {
      for (int i = 0; i < 500; i++) {
        byte[] key = new byte[random.nextInt(12)];
        for (int at = 0; at < key.length; at++) {
          key[at] = (byte) "{}ab\u00ff".charAt(random.nextInt(5));
        }
        Reply slot = connection.call("CLUSTER".getBytes(), "KEYSLOT".getBytes(), key);
        assertThat(slot.number()).isEqualTo(HashSlot.of(key));
      }
    }
  }

  private static org.assertj.core.api.AbstractComparableAssert<?, ErrorCode> assertCode(
      RedisServer server, UnaryOperator<ConnectionSettings> change) {
    RedisErrorException e =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            RedisErrorException.class, () -> open(server, change).close());
    return assertThat(e.code());
  }

  private static java.util.function.Supplier<char[]> secret(String text) {
    return text::toCharArray;
  }

  private static RedisConnection open(RedisServer server, UnaryOperator<ConnectionSettings> change)
      throws IOException {
    ConnectionSettings settings = ConnectionSettings.to(new Endpoint(server.host(), server.port()));
    return RedisConnection.open(new SocketDialer(), change.apply(settings));
  }
}
