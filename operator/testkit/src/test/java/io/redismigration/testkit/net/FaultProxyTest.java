package io.redismigration.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IMPATIENCE = Duration.ofMillis(300);

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @AutoClose private FaultProxy proxy;

  @BeforeEach
  void standBeforeAServer() {
    RedisServer server = servers.start("7.0");
    server.command("SET", "big", "x".repeat(200_000));
    proxy = FaultProxy.to(server.host(), server.port());
  }

  @Test
  void passesEverythingOnAndCountsIt() {
    try (RespConnection connection = connect()) {
      assertThat((String) connection.command("GET", "big")).hasSize(200_000);
    }
    assertThat(proxy.bytes(Direction.TO_SERVER))
        .isEqualTo("*2\r\n$3\r\nGET\r\n$3\r\nbig\r\n".length());
    assertThat(proxy.accepted()).isEqualTo(1);
    Awaitility.await().until(() -> proxy.connections() == 0); // all is counted by then
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(200_000 + "$200000\r\n\r\n".length());
  }

  @Test
  void delaysEachWay() {
    try (RespConnection connection = connect()) {
      connection.command("PING");
      proxy.delay(Duration.ofMillis(60));

      assertThat(timeOf(connection, "PING")).isBetween(Duration.ofMillis(120), PATIENCE);

      proxy.resume();
      assertThat(timeOf(connection, "PING")).isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void throttlesOneWayAndNotTheOther() {
    try (RespConnection connection = connect()) {
      proxy.throttle(Direction.TO_CLIENT, 400_000);

      assertThat(timeOf(connection, "GET", "big"))
          .isBetween(Duration.ofMillis(400), Duration.ofMillis(1_500));
      assertThat(timeOf(connection, "SET", "other", "x".repeat(200_000)))
          .isLessThan(Duration.ofMillis(300));
    }
  }

  @Test
  void cutsEveryConnection() {
    try (RespConnection connection = connect()) {
      connection.command("PING");

      proxy.cut();

      assertThatThrownBy(() -> connection.command("PING")).isInstanceOf(UncheckedIOException.class);
    }
    try (RespConnection next = connect()) {
      assertThat(next.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void cutsAfterAnExactNumberOfBytes() {
    proxy.cutAfter(Direction.TO_CLIENT, 100_000);

    try (RespConnection connection = connect()) {
      assertThatThrownBy(() -> connection.command("GET", "big"))
          .isInstanceOf(UncheckedIOException.class);
    }
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(100_000);
  }

  @Test
  void stallsAndGoesOnWhereItWas() {
    try (RespConnection connection = connect()) {
      connection.command("PING");
      proxy.stall(Direction.TO_CLIENT);
      connection.timeout(IMPATIENCE);
      assertThatThrownBy(() -> connection.command("ECHO", "late"))
          .hasCauseInstanceOf(SocketTimeoutException.class);

      proxy.resume();

      connection.timeout(PATIENCE);
      assertThat(RespConnection.decoded(connection.read())).isEqualTo("late");
    }
  }

  @Test
  void halfClosesTowardsTheClient() {
    try (RespConnection connection = connect()) {
      connection.command("PING");

      proxy.halfClose(Direction.TO_CLIENT);

      assertThatThrownBy(() -> connection.command("PING"))
          .hasMessageContaining("closed the connection");
    }
  }

  @Test
  void refusesNewConnectionsUntilResumed() {
    try (RespConnection standing = connect()) {
      standing.command("PING");
      proxy.refuse();

      assertThatThrownBy(this::connect).hasCauseInstanceOf(ConnectException.class);
      assertThat(standing.command("PING")).isEqualTo("PONG");
    }
    proxy.resume();
    try (RespConnection next = connect()) {
      assertThat(next.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void leadsNewConnectionsElsewhere() {
    RedisServer other = servers.start("6.2");
    proxy.retarget(other.host(), other.port());
    try (RespConnection connection = connect()) {
      assertThat(connection.command("GET", "big")).isNull();
    }
  }

  private RespConnection connect() {
    return RespConnection.open(
        new InetSocketAddress(proxy.host(), proxy.port()), Optional.empty(), PATIENCE);
  }

  private static Duration timeOf(RespConnection connection, String... command) {
    long start = System.nanoTime();
    connection.command(command);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
