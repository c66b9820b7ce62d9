package io.redismigration.engine.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.RotatedSecret;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection however long it takes, except to a target that never lets us in again. */
class PatientConnectorTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void givesARotatedPasswordThatIsNeverRefreshedUp(String version) throws Exception {
    RedisServer target = servers.start(version, ServerOptions.defaults().requirepass("new"));
    RotatedSecret secret = new RotatedSecret("old");
    ConnectionSettings settings =
        ConnectionSettings.to(new Endpoint(target.host(), target.port())).withPassword(secret);
    PatientConnector connector =
        new PatientConnector(
            () -> RedisConnection.open(new SocketDialer(), settings),
            new TargetInstance(),
            Clock.systemUTC(),
            Duration.ofSeconds(1));

    assertThatThrownBy(connector::connect)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.AuthenticationFailed);
              assertThat(e).hasMessageContaining("has refused the password for 1 s");
              assertThat(e.remedy()).contains("Secret");
            });
    assertThat(connector.waiting())
        .hasValueSatisfying(wait -> assertThat(wait.state()).contains("waiting for a new one"));

    secret.refresh("new");
    try (RedisConnection open = connector.connect()) {
      assertThat(open.call("PING").isError()).isFalse();
    }
  }
}
