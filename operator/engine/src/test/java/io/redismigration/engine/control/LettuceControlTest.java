package io.redismigration.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.RotatedSecret;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.PemSource;
import io.redismigration.redis.connection.TlsSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.tls.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettuceControlTest {
  private static RedisServers servers;

  @BeforeAll
  static void findServers() {
    servers = RedisServers.standard();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }

  private static LettuceControl control(ConnectionSettings settings) {
    return new LettuceControl(settings, LettuceControl.Side.SOURCE, AddressMapping.none());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void asksAndTellsEveryVersion(String version) {
    RedisServer server = servers.start(version);
    server.command("SET", "key", "value");
    try (LettuceControl control = control(settings(server).withClientName("redis-migration"))) {
      control.setConfig("repl-backlog-size", "2097152");

      assertThat(control.config("repl-backlog-size")).containsEntry("repl-backlog-size", "2097152");
      assertThat(control.info().keyspaces()).containsKey(0);
      assertThat(control.number("DBSIZE")).isEqualTo(1);
      assertThat((List<?>) control.call("TIME")).hasSize(2);
    }
  }

  @Test
  void aRefusedCommandSaysWhy() {
    RedisServer server = servers.start("7.0");
    try (LettuceControl control = control(settings(server))) {
      assertThatThrownBy(() -> control.call("CLIENT", "PAUSE", "nonsense"))
          .isInstanceOfSatisfying(
              CommandRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo("ERR"));
      assertThatThrownBy(() -> control.call("NOSUCHCOMMAND"))
          .isInstanceOfSatisfying(
              CommandRefusedException.class,
              refused -> assertThat(refused.isNotPermitted()).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void aWrongPasswordNamesTheField(String version) {
    RedisServer server = servers.start(version, ServerOptions.defaults().requirepass("right"));
    try (LettuceControl wrong =
            control(settings(server).withPassword(() -> "wrong".toCharArray()));
        LettuceControl right =
            control(settings(server).withPassword(() -> "right".toCharArray()))) {
      assertThatThrownBy(() -> wrong.call("PING"))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.AuthenticationFailed);
                assertThat(e.remedy()).contains("spec.source.auth");
                assertThat(e).hasMessageNotContaining("wrong");
              });
      assertThat(right.text("PING")).isEqualTo("PONG");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0"})
  void aPasswordTheServerDoesNotWantIsNoObstacle(String version) {
    RedisServer server = servers.start(version);
    try (LettuceControl control =
        control(settings(server).withPassword(() -> "unwanted".toCharArray()))) {
      assertThat(control.text("PING")).isEqualTo("PONG");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0"})
  void aPasswordTheServerGetsLaterIsReadAnewAtEachConnection(String version) {
    RedisServer server = servers.start(version);
    RotatedSecret secret = new RotatedSecret("unwanted");
    try (LettuceControl control = control(settings(server).withPassword(secret));
        RespConnection operator = server.connect()) {
      assertThat(control.text("PING")).isEqualTo("PONG");

      operator.command("CONFIG", "SET", "requirepass", "first");
      operator.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await().untilAsserted(() -> refuses(control));
      secret.refresh("first");
      assertThat(control.text("PING")).isEqualTo("PONG");

      operator.command("CONFIG", "SET", "requirepass", "second");
      operator.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await().untilAsserted(() -> refuses(control));
      secret.refresh("second");
      assertThat(control.text("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void aPasswordThatAnOpenConnectionIsAskedForIsGiven() {
    RedisServer server = servers.start("2.8");
    RotatedSecret secret = new RotatedSecret("unwanted");
    try (LettuceControl control = control(settings(server).withPassword(secret));
        LettuceControl without = control(settings(server));
        RespConnection operator = server.connect()) {
      assertThat(control.text("PING")).isEqualTo("PONG");
      assertThat(without.text("PING")).isEqualTo("PONG");

      operator.command("CONFIG", "SET", "requirepass", "first");
      refuses(control);
      secret.refresh("first");

      assertThat(control.text("PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> without.call("PING"))
          .isInstanceOfSatisfying(
              CommandRefusedException.class, e -> assertThat(e.code()).isEqualTo("NOAUTH"));
    }
  }

  private static void refuses(LettuceControl control) {
    assertThatThrownBy(() -> control.call("PING"))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.AuthenticationFailed));
  }

  @Test
  void theNextCallConnectsAgain() {
    RedisServer server = servers.start("7.0");
    try (LettuceControl control = control(settings(server))) {
      assertThat(control.text("PING")).isEqualTo("PONG");
      server.kill9();
      assertThatThrownBy(() -> control.call("PING"))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.SourceUnreachable));
      server.restart();

      assertThat(control.text("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void talksThroughTlsWithAClientCertificate(@TempDir Path dir) throws Exception {
    TestCertificates certificates = TestCertificates.create();
    RedisServer server = servers.start("7.0", ServerOptions.defaults().mutualTls(certificates));
    TestCertificates.PemFiles pem = certificates.writeTo(dir);
    TlsSettings tls =
        TlsSettings.defaults()
            .withAuthorities(PemSource.file(pem.authority()))
            .withClientCertificate(
                PemSource.file(pem.clientCertificate()), PemSource.file(pem.clientKey()));
    try (LettuceControl trusted = control(settings(server).withTls(tls));
        LettuceControl stranger = control(settings(server).withTls(TlsSettings.defaults()))) {
      assertThat(trusted.text("PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> stranger.call("PING"))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TlsFailed));
    }
  }
}
