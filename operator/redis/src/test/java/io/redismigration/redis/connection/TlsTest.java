package io.redismigration.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.connection.ConnectionException.Reason;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {

  private static final String MODERN = "7.0";

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"6.0", "7.0", "8.0", "valkey-9.1"})
  void speaksTlsWithServersItTrusts(String version) throws IOException {
    TestCertificates certificates = TestCertificates.create();
    RedisServer server = servers.start(version, ServerOptions.defaults().tls(certificates));

    try (RedisConnection connection = open(server, trusting(certificates))) {
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
  }

  @Test
  void refusesAServerSignedBySomebodyElse() {
    RedisServer server =
        servers.start(MODERN, ServerOptions.defaults().tls(TestCertificates.create()));

    assertThat(failure(server, trusting(TestCertificates.create())).reason())
        .isEqualTo(Reason.CertificateUntrusted);
    assertThat(failure(server, TlsSettings.defaults()).reason())
        .isEqualTo(Reason.CertificateUntrusted);
  }

  @Test
  void refusesAnExpiredCertificateAndSaysSo() {
    TestCertificates expired = TestCertificates.expired();
    RedisServer server =
        servers.start(MODERN, ServerOptions.defaults().tls(TestCertificates.create()));
    server.command(
        "CONFIG",
        "SET",
        "tls-ca-cert-file",
        files(expired).authority().toString(),
        "tls-cert-file",
        files(expired).serverCertificate().toString(),
        "tls-key-file",
        files(expired).serverKey().toString());

    ConnectionException e = failure(server, trusting(expired));

    assertThat(e.reason()).isEqualTo(Reason.CertificateUntrusted);
    assertThat(e).hasMessageContaining("expired at");
  }

  @Test
  void refusesACertificateForAnotherNameUnlessThatNameIsExpected() throws IOException {
    TestCertificates other = TestCertificates.forHost("redis.example");
    RedisServer server = servers.start(MODERN, ServerOptions.defaults().tls(other));

    assertThat(failure(server, trusting(other)).reason()).isEqualTo(Reason.HostNameMismatch);
    try (RedisConnection connection =
        open(server, trusting(other).withServerName("redis.example"))) {
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
  }

  @Test
  void acceptsAnyCertificateWhenToldNotToVerify() throws IOException {
    RedisServer server =
        servers.start(MODERN, ServerOptions.defaults().tls(TestCertificates.forHost("elsewhere")));

    try (RedisConnection connection = open(server, TlsSettings.defaults().withoutVerification())) {
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void showsAClientCertificateWhereTheServerDemandsOne(String protocol) throws IOException {
    TestCertificates certificates = TestCertificates.create();
    RedisServer server =
        servers.start(
            MODERN,
            ServerOptions.defaults().mutualTls(certificates).config("tls-protocols", protocol));

    assertThat(failure(server, trusting(certificates)).reason())
        .isEqualTo(Reason.ClientCertificateRequired);
    assertThat(failure(server, showing(TestCertificates.create(), trusting(certificates))).reason())
        .isEqualTo(Reason.ClientCertificateRejected);
    try (RedisConnection connection = open(server, showing(certificates, trusting(certificates)))) {
      assertThat(connection.require("PING").text()).isEqualTo("PONG");
    }
  }

  @Test
  void tellsAPlainServerFromATlsServer() {
    RedisServer plain = servers.start(MODERN);
    RedisServer tls =
        servers.start(MODERN, ServerOptions.defaults().tls(TestCertificates.create()));

    assertThat(failure(plain, TlsSettings.defaults()).reason())
        .isEqualTo(Reason.ServerSpeaksPlainText);
    ConnectionException e =
        catchThrowableOfType(
            ConnectionException.class,
            () -> {
              try (RedisConnection connection =
                  RedisConnection.open(new SocketDialer(), settings(tls))) {
                connection.require("PING");
              }
            });
    assertThat(e.reason()).isIn(Reason.ServerSpeaksTls, Reason.Closed);
  }

  @Test
  void refusesPemThatIsNone() {
    RedisServer server = servers.start(MODERN);
    TlsSettings nonsense =
        TlsSettings.defaults().withAuthorities(PemSource.of("nothing".getBytes()));

    assertThat(failure(server, nonsense).reason()).isEqualTo(Reason.TlsMaterialInvalid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void carriesMuchInBothDirectionsAtOnce(String protocol) throws Exception {
    TestCertificates certificates = TestCertificates.create();
    RedisServer server =
        servers.start(
            MODERN, ServerOptions.defaults().tls(certificates).config("tls-protocols", protocol));
    byte[] value = new byte[1_234_567];
    new Random(1).nextBytes(value);
    int rounds = 40;

    try (RedisConnection connection = open(server, trusting(certificates))) {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    connection.writer().begin(2).arg("ECHO").arg(value);
                    connection.flush();
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      ByteBuffer buffer = ByteBuffer.allocateDirect(value.length);
      for (int i = 0; i < rounds; i++) {
        assertThat(connection.reader().next()).isEqualTo(ReplyKind.BULK);
        buffer.clear();
        while (connection.reader().bulk(buffer) >= 0) {
          assertThat(buffer.position()).isLessThanOrEqualTo(value.length);
        }
        assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(value));
      }
      writer.get(5, TimeUnit.SECONDS);
    }
  }

  private TlsSettings trusting(TestCertificates certificates) {
    return TlsSettings.defaults().withAuthorities(PemSource.file(files(certificates).authority()));
  }

  private TlsSettings showing(TestCertificates certificates, TlsSettings settings) {
    TestCertificates.PemFiles files = files(certificates);
    return settings.withClientCertificate(
        PemSource.file(files.clientCertificate()), PemSource.file(files.clientKey()));
  }

  private TestCertificates.PemFiles files(TestCertificates certificates) {
    try {
      return certificates.writeTo(dir.resolve(Integer.toString(certificates.hashCode())));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ConnectionSettings settings(RedisServer server) {
    return ConnectionSettings.to(new Endpoint(server.host(), server.port()));
  }

  private static RedisConnection open(RedisServer server, TlsSettings tls) throws IOException {
    return RedisConnection.open(new SocketDialer(), settings(server).withTls(tls));
  }

  /** The failure of a handshake, or of the first command: TLS 1.3 tells the client only then. */
  private static ConnectionException failure(RedisServer server, TlsSettings tls) {
    return catchThrowableOfType(
        ConnectionException.class,
        () -> {
          try (RedisConnection connection = open(server, tls)) {
            connection.require("PING");
          }
        });
  }
}
