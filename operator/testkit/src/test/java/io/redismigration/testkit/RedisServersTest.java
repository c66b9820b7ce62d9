package io.redismigration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisServersTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2.8",
        "6.0",
        "6.2",
        "7.0",
        "8.0",
        "valkey-8.1",
        "valkey-9.1",
        RedisServers.NEWEST
      })
  void everyVersionStartsStopsAndKeepsItsDataOverARestart(String version) {
    RedisServer server = servers.start(version);
    int port = server.port();
    assertThat(server.command("SET", "greeting", "héllo")).isEqualTo("OK");

    server.restart();

    assertThat(server.port()).isEqualTo(port);
    assertThat(server.command("GET", "greeting")).isEqualTo("héllo");
    server.stop();
    assertThat(server.isRunning()).isFalse();
  }

  @Test
  void aKilledServerComesBackWithItsLastDump() {
    RedisServer server = servers.start("7.0");
    server.command("SET", "saved", "1");
    server.command("SAVE");
    server.command("SET", "lost", "1");

    server.kill9();
    server.restart();

    assertThat(server.command("KEYS", "*")).isEqualTo(List.of("saved"));
  }

  @Test
  void aVersionNobodyHasIsAnErrorThatNamesEveryOrigin() {
    assertThatThrownBy(() -> servers.start("3.1"))
        .isInstanceOfSatisfying(
            ServerUnavailableException.class,
            error ->
                assertThat(error.reasons())
                    .containsKeys("Docker images", "test jars", "Debian packages"));
  }
}
