package io.redismigration.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ReplicaChain;
import io.redismigration.testkit.ServerOptions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveWriterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void everyOperationIsTakenAndReplicated(String version) {
    ReplicaChain chain = ReplicaChain.start(servers, version, ServerOptions.defaults(), 2);
    RedisServer master = chain.master();

    LiveWriter writer =
        LiveWriter.start(master, WriteLoad.of(LiveOperation.knownTo(master.version())));
    writer.awaitMore(10_000, PATIENCE);
    writer.stop();

    assertThat(writer.tally().refused()).as(writer.tally().toString()).isZero();
    assertThat(writer.tally().unknown()).isZero();
    assertThat(writer.countersIn(master))
        .isEqualTo(writer.tally().acknowledged(LiveOperation.INCR));
    Oracle.awaitSameDigest(master, chain.last(), PATIENCE);
  }

  @Test
  void keepsARateWhateverTheAnswersTake() {
    RedisServer server = servers.start("7.0");
    try (LiveWriter writer =
        LiveWriter.start(server, WriteLoad.of(LiveOperation.SET).perSecond(2_000))) {
      writer.awaitMore(1, PATIENCE);
      long before = System.nanoTime();

      writer.awaitMore(1_000, PATIENCE);

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(400), Duration.ofMillis(900));
    }
  }

  @Test
  void endsWhenAFenceRefusesAndKnowsWhatWasTaken() {
    RedisServer server = servers.start("7.0");
    LiveWriter writer =
        LiveWriter.start(server, WriteLoad.of(LiveOperation.INCR).stopWhenRefused());
    writer.awaitMore(1_000, PATIENCE);

    server.command("CONFIG", "SET", "min-replicas-to-write", "1");
    Awaitility.await().until(writer::hasEnded);

    assertThat(writer.tally().lastRefusal()).startsWith("NOREPLICAS");
    assertThat(writer.countersIn(server))
        .isEqualTo(writer.tally().acknowledged(LiveOperation.INCR));
  }

  @Test
  void goesOnElsewhereAndMeasuresTheOutage() {
    RedisServer server = servers.start("7.0");
    RedisServer other = servers.start("newest");
    try (LiveWriter writer = LiveWriter.start(server, WriteLoad.of(LiveOperation.INCR))) {
      writer.awaitMore(1_000, PATIENCE);
      writer.tally().forgetGaps();
      server.command("CLIENT", "PAUSE", "60000", "WRITE");
      Awaitility.await()
          .pollInterval(Duration.ofMillis(50))
          .during(Duration.ofMillis(300))
          .until(() -> true);

      writer.repoint(other);
      writer.awaitMore(1_000, PATIENCE);
      writer.stop();

      server.command("CLIENT", "UNPAUSE");
      long taken = writer.countersIn(server) + writer.countersIn(other);
      assertThat(taken)
          .isBetween(
              writer.tally().acknowledged(),
              writer.tally().acknowledged() + writer.tally().unknown());
      assertThat(writer.tally().longestGap())
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
    }
  }

  @Test
  void survivesARestartOfTheServer() {
    RedisServer server = servers.start("2.8");
    try (LiveWriter writer = LiveWriter.start(server, WriteLoad.of(LiveOperation.INCR))) {
      writer.awaitMore(1_000, PATIENCE);

      server.restart();
      writer.awaitMore(1_000, PATIENCE);
      writer.stop();

      assertThat(writer.countersIn(server))
          .isBetween(
              writer.tally().acknowledged(),
              writer.tally().acknowledged() + writer.tally().unknown());
    }
  }
}
