package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.RotatedSecret;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.PemSource;
import io.redismigration.redis.connection.TlsSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
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

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void aRotatedPasswordIsWaitedForUntilItIsRefreshed(String version) {
    RedisServer source = servers.start(version, ServerOptions.defaults().requirepass("old"));
    RotatedSecret secret = new RotatedSecret("old");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 100).write(100);
        LinkFixture fixture =
            rotated(proxy, secret, PasswordRotation.PATIENCE, UnaryOperator.identity());
        RespConnection operator = source.connect()) {
      fixture.startFresh();
      await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);

      proxy.refuse();
      proxy.cut();
      writer.write(100);
      operator.command("CONFIG", "SET", "requirepass", "new");
      proxy.resume();
      awaitRefused(fixture);
      secret.awaitReads(3);
      secret.refresh("new");

      await().atMost(SOON).until(() -> fixture.reader().numbers() == 200);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().lastError()).isEmpty();
    }
  }

  @Test
  void aRotatedPasswordThatIsNeverRefreshedEndsTheLink() {
    RedisServer source = servers.start("7.0", ServerOptions.defaults().requirepass("old"));
    RotatedSecret secret = new RotatedSecret("old");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        LinkFixture fixture =
            rotated(proxy, secret, Duration.ofSeconds(1), UnaryOperator.identity());
        RespConnection operator = source.connect()) {
      fixture.startFresh();
      await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);

      operator.command("CONFIG", "SET", "requirepass", "new");
      proxy.cut();

      awaitRefused(fixture);
      await().atMost(SOON).until(() -> fixture.status().state() == LinkState.FAILED);
      assertThat(fixture.status().lastError())
          .hasValueSatisfying(
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.AuthenticationFailed);
                assertThat(e).hasMessageContaining("has refused the password for 1 s");
                assertThat(e.remedy()).contains("Secret");
              });
    }
  }

  @Test
  void aLinkMadeAnewWaitsForARotatedPassword() {
    RedisServer source = servers.start("7.0", ServerOptions.defaults().requirepass("new"));
    RotatedSecret secret = new RotatedSecret("old");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        LinkFixture fixture =
            rotated(proxy, secret, PasswordRotation.PATIENCE, LinkSettings::afterFirstLogin)) {
      fixture.startFresh();
      awaitRefused(fixture);

      secret.refresh("new");

      await().atMost(SOON).until(() -> fixture.reader().snapshots() == 1);
    }
  }

  private LinkFixture rotated(
      FaultProxy proxy,
      RotatedSecret secret,
      Duration patience,
      UnaryOperator<LinkSettings> change) {
    return LinkFixture.with(
        LinkFixture.settings(proxy.host(), proxy.port()).withPassword(secret),
        FullResyncPolicy.allow(),
        LinkFixture.spool(directory),
        settings -> change.apply(settings.withRotation(patience)));
  }

  private static void awaitRefused(LinkFixture fixture) {
    await()
        .atMost(SOON)
        .until(
            () ->
                fixture
                    .status()
                    .lastError()
                    .filter(
                        e ->
                            e.getMessage()
                                .equals(
                                    "the source refuses the password;" + " waiting for a new one"))
                    .isPresent());
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
