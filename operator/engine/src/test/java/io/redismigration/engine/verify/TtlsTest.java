package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlsTest {
  private static final long HOLD_MILLIS = 600_000;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.0, 7.0", "6.2, 8.0", "8.0, 8.0"})
  void heldTtlsBecomeExactUnderWritesAndAreHeldAgain(String from, String to) throws Exception {
    RedisServer source = servers.start(from);
    Dataset.seeded(3).keys(5_000).loadInto(source);
    try (VerifyScene scene =
            new VerifyScene(source, servers.start(to), directory, Duration.ofMillis(HOLD_MILLIS));
        LiveWriter writer =
            LiveWriter.start(
                source,
                WriteLoad.of(LiveOperation.SET, LiveOperation.PEXPIRE, LiveOperation.INCR)
                    .perSecond(2_000))) {
      assertThat(scene.verify(1).heldTtls()).isGreaterThan(900);

      TtlReport exact = scene.verification.makeTtlsExact();
      writer.stop();
      scene.awaitDrained();

      assertThat(exact.keys()).isGreaterThan(900);
      VerificationStatus status = scene.verify(2);
      assertThat(status.samples()).isEmpty();
      assertThat(status.heldTtls()).isZero();

      scene.verification.holdTtls();
      status = scene.verify(3);
      assertThat(status.samples()).isEmpty();
      assertThat(status.heldTtls()).isGreaterThan(900);
    }
  }

  @Test
  void aTtlThatAnOldSourceLostOnTheWayIsFoundAndSet() throws Exception {
    RedisServer source = servers.start("2.8");
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("7.0"), directory, Duration.ofMinutes(10))) {
      source.command("SET", "sum", "1");
      source.command("EXPIRE", "sum", "5000");
      source.command("INCRBYFLOAT", "sum", "0.5");
      scene.awaitDrained();
      assertThat(scene.verify(1).samples()).containsExactly(new Difference("0:sum", Verdict.TTL));

      scene.verification.makeTtlsExact();

      assertThat(scene.verify(2).samples()).isEmpty();
      assertThat((Long) scene.target.command("PTTL", "sum")).isBetween(4_900_000L, 5_000_100L);
    }
  }

  /** Who asks for it may be the one who has to set the target right. */
  @Test
  @Timeout(30)
  void aStreamThatStandsStillIsNotWaitedForAsLongAsACutoverTakes() throws Exception {
    RedisServer source = servers.start("7.0");
    source.command("SET", "session", "v", "EX", "5000");
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("7.0"), directory, Duration.ofMinutes(10))) {
      scene.target.command("CONFIG", "SET", "maxmemory", "1");
      source.command("SET", "one", "more");

      assertThatThrownBy(scene.verification::makeTtlsExact)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("the stream could not be stopped");
    }
  }

  @Test
  @Tag("long")
  void aMillionTtlsBecomeExactInSeconds() throws Exception {
    RedisServer source = servers.start("7.0");
    try (Pipeline pipeline = source.pipeline()) {
      for (int i = 0; i < 1_000_000; i++) {
        pipeline.add("SET", "key" + i, "value" + i, "PX", "86400000");
      }
    }
    try (VerifyScene scene =
        new VerifyScene(source, servers.start("7.0"), directory, Duration.ofMinutes(10))) {
      TtlReport report = scene.verification.makeTtlsExact();

      assertThat(report.keys()).isEqualTo(1_000_000);
      assertThat(report.duration()).isLessThan(Duration.ofSeconds(60));
    }
  }
}
