package io.redismigration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.tls.TestCertificates;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecuredServerTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aPasswordKeepsOthersOut(String version) {
    RedisServer server =
        servers.start(version, ServerOptions.defaults().requirepass("a \"quoted\" secret"));

    assertThat(server.command("PING")).isEqualTo("PONG");
    try (RespConnection stranger = server.connectUnauthenticated()) {
      assertThatThrownBy(() -> stranger.command("PING"))
          .isInstanceOfSatisfying(
              RespError.class, error -> assertThat(error.code()).isEqualTo("NOAUTH"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0", "6.2", "7.0", "8.0", "valkey-8.1"})
  void anAclUserMayDoWhatItsRulesSay(String version) {
    RedisServer server =
        servers.start(version, ServerOptions.defaults().user("reader", "r3ad", "~app:* +get"));
    server.command("SET", "app:1", "x");

    try (RespConnection reader = server.connectUnauthenticated()) {
      reader.command("AUTH", "reader", "r3ad");
      assertThat(reader.command("GET", "app:1")).isEqualTo("x");
      assertThatThrownBy(() -> reader.command("SET", "app:1", "y"))
          .isInstanceOfSatisfying(
              RespError.class, error -> assertThat(error.code()).isEqualTo("NOPERM"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void aServerSpeaksTlsAndItsReplicaToo(String version) {
    ServerOptions tls = ServerOptions.defaults().mutualTls(TestCertificates.create());
    RedisServer master = servers.start(version, tls);
    master.command("SET", "k", "v");

    RedisServer replica = servers.start(version, tls.replicaOf(master));

    Awaitility.await().untilAsserted(() -> assertThat(replica.command("GET", "k")).isEqualTo("v"));
  }

  @Test
  void aStrangersCertificateIsRefused() {
    ServerOptions tls = ServerOptions.defaults().mutualTls(TestCertificates.create());
    RedisServer server = servers.start("7.0", tls);

    assertThatThrownBy(
            () ->
                RespConnection.open(
                    new InetSocketAddress(server.host(), server.port()),
                    Optional.of(TestCertificates.create().clientContext()),
                    Duration.ofSeconds(5)))
        .isInstanceOf(UncheckedIOException.class);
  }
}
