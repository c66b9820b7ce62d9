package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.PemSource;
import io.redismigration.redis.connection.TlsSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.net.FaultProxy;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may replicate, and what the others are told. */
@Timeout(120)
class SourceLinkAccessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @AutoClose final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void aWrongPasswordIsToldAtOnce(String version) {
    RedisServer source = servers.start(version, ServerOptions.defaults().requirepass("right"));

    refuses(
        settings(source).withPassword(() -> "wrong".toCharArray()), Reason.AuthenticationFailed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void aMissingPasswordIsToldAtOnce(String version) {
    RedisServer source = servers.start(version, ServerOptions.defaults().requirepass("right"));

    refuses(settings(source), Reason.AuthenticationFailed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void theRightPasswordReplicates(String version) {
    RedisServer source = servers.start(version, ServerOptions.defaults().requirepass("right"));

    replicates(source, settings(source).withPassword(() -> "right".toCharArray()));
  }

  @Test
  void aPasswordWhereNoneIsSetIsNoObstacle() {
    RedisServer source = servers.start("2.8");

    replicates(source, settings(source).withPassword(() -> "any".toCharArray()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0", "7.0", "valkey-9.1"})
  void aUserWithTheRightsOfAReplicaAloneReplicates(String version) {
    RedisServer source =
        servers.start(
            version, ServerOptions.defaults().user("replica", "pw", "+psync +replconf +ping"));

    replicates(source, settings(source).withUser("replica", () -> "pw".toCharArray()));
  }

  @Test
  void aUserWithoutTheRightToReplicateIsTold() {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().user("reader", "pw", "~* +@read +ping"));

    refuses(settings(source).withUser("reader", () -> "pw".toCharArray()), Reason.PermissionDenied);
  }

  @Test
  void replicatesOverTls() throws IOException {
    TestCertificates certificates = TestCertificates.create();
    TestCertificates.PemFiles pem = certificates.writeTo(directory.resolve("pem"));
    RedisServer source = servers.start("7.0", ServerOptions.defaults().mutualTls(certificates));

    replicates(
        source,
        settings(source)
            .withTls(
                TlsSettings.defaults()
                    .withAuthorities(PemSource.file(pem.authority()))
                    .withClientCertificate(
                        PemSource.file(pem.clientCertificate()), PemSource.file(pem.clientKey()))));
  }

  @Test
  void anAuthorityThatIsNotTrustedIsTold() throws IOException {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().tls(TestCertificates.create()));
    Path other = TestCertificates.create().writeTo(directory.resolve("other")).authority();

    refuses(
        settings(source).withTls(TlsSettings.defaults().withAuthorities(PemSource.file(other))),
        Reason.TlsFailed);
  }

  @Test
  void aClosedPortIsTriedAgainUntilTimeIsUpAndThenTold() {
    ConnectionSettings nobody = LinkFixture.settings("127.0.0.1", Ports.free());
    try (LinkFixture fixture = fixture(nobody)) {
      fixture.link().startFresh();

      assertThatThrownBy(() -> fixture.link().awaitGeneration(Duration.ofMillis(400)))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.SourceUnreachable));
      assertThat(fixture.status().state()).isIn(LinkState.RETRYING, LinkState.CONNECTING);
    }
  }

  @Test
  void aSourceThatComesUpLaterIsFound() {
    RedisServer source = servers.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port())) {
      proxy.refuse();
      try (LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
        await().until(() -> fixture.status().lastError().isPresent());
        proxy.resume();

        await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);
        assertThat(fixture.status().lastError()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void aReplicaWithoutItsPrimaryIsWaitedFor(String version) {
    RedisServer primary = servers.start(version);
    try (FaultProxy between = FaultProxy.to(primary.host(), primary.port())) {
      between.refuse();
      RedisServer source =
          servers.start(
              version, ServerOptions.defaults().replicaOf(between.host(), between.port()));
      try (LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
        await()
            .until(
                () ->
                    fixture.status().lastError().map(EngineException::reason).orElse(null)
                        == Reason.SourceNotReady);
        between.resume();

        await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);
      }
    }
  }

  private ConnectionSettings settings(RedisServer source) {
    return LinkFixture.settings(source.host(), source.port());
  }

  private LinkFixture fixture(ConnectionSettings settings) {
    return LinkFixture.with(
        settings, FullResyncPolicy.allow(), LinkFixture.spool(directory), UnaryOperator.identity());
  }

  private void refuses(ConnectionSettings settings, Reason reason) {
    try (LinkFixture fixture = fixture(settings)) {
      fixture.link().startFresh();

      assertThatThrownBy(() -> fixture.link().awaitGeneration(SOON))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(reason);
                assertThat(e.remedy()).isNotBlank();
              });
      assertThat(fixture.status().state()).isEqualTo(LinkState.FAILED);
    }
  }

  private void replicates(RedisServer source, ConnectionSettings settings) {
    try (NumberWriter writer = new NumberWriter(source, 100).write(100);
        LinkFixture fixture = fixture(settings).startFresh()) {
      await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);
      writer.write(100);
      await().atMost(SOON).until(() -> fixture.reader().numbers() == 200);
    }
  }
}
