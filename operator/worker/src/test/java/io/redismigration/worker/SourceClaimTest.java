package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceClaimTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void whoseConnectionsAreThereAlreadyIsSeenByWhoeverComes(String version) {
    RedisServer source = servers.start(version);
    SourceClaim claim = new SourceClaim("second", clock);

    RedisControl first = control(source, "first", ClientName.CONTROL);
    try (RedisControl second = control(source, "second", ClientName.CONTROL)) {
      first.call("PING");

      assertThatThrownBy(() -> claim.require(second))
          .isInstanceOf(EngineException.class)
          .hasMessage(source.address() + " is the source of another migration: run first");
      first.close();

      assertThatCode(() -> claim.require(second)).doesNotThrowAnyException();
    }
  }

  @Test
  void anEarlierWorkerOfTheSameRunAndWhoOnlyLooksAreNoOthers() {
    RedisServer source = servers.start("7.0");
    SourceClaim claim = new SourceClaim("second", clock);

    try (RedisControl earlier = control(source, "second", ClientName.CONTROL);
        RedisControl validating = control(source, "first", "preflight");
        RedisControl second = control(source, "second", ClientName.CONTROL)) {
      earlier.call("PING");
      validating.call("PING");

      assertThatCode(() -> claim.require(second)).doesNotThrowAnyException();
    }
  }

  @Test
  void whereConnectionsMayNotBeListedNobodyIsTakenToBeThere() {
    RedisServer source = servers.start("7.0");
    source.command("ACL", "SETUSER", "default", "-client|list");
    SourceClaim claim = new SourceClaim("second", clock);

    try (RedisControl first = control(source, "first", ClientName.CONTROL);
        RedisControl second = control(source, "second", ClientName.CONTROL)) {
      first.call("PING");

      assertThatCode(() -> claim.require(second)).doesNotThrowAnyException();
    }
  }

  @Test
  void whoStaysForLongerThanTwoWouldThatBeginAtOnceIsNotWaitedFor() {
    RedisServer source = servers.start("7.0");
    SourceClaim claim = new SourceClaim("second", clock);

    try (RedisControl first = control(source, "first", ClientName.CONTROL);
        RedisControl second = control(source, "second", ClientName.CONTROL)) {
      first.call("PING");
      assertThat(claim.mayPass()).isFalse();
      assertThatThrownBy(() -> claim.require(second)).isInstanceOf(EngineException.class);
      assertThat(claim.mayPass()).isTrue();
      now = now.plusSeconds(30);

      assertThatThrownBy(() -> claim.require(second)).isInstanceOf(EngineException.class);

      assertThat(claim.mayPass()).isFalse();
    }
  }

  @Test
  void twoThatSeeEachOtherComeBackAfterPausesThatDrift() {
    SourceClaim one = new SourceClaim("one", clock);
    SourceClaim other = new SourceClaim("other", clock);
    Duration apart = Duration.ZERO;

    for (int i = 0; i < 5; i++) {
      Duration ours = one.pause();
      Duration theirs = other.pause();
      assertThat(ours).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
      apart = apart.plus(ours.minus(theirs).abs());
    }

    assertThat(apart).isGreaterThan(Duration.ofSeconds(1));
  }

  private static RedisControl control(RedisServer server, String run, String role) {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(server.host(), server.port()))
            .withClientName(new ClientName(run, 1, role).toString()),
        LettuceControl.Side.SOURCE,
        AddressMapping.none());
  }
}
