package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.net.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patience, the source's own safety, and what a slow target does to the link. */
@Timeout(120)
class SourceLinkCareTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @AutoClose final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @BeforeEach
  void patience() {
    org.awaitility.Awaitility.setDefaultTimeout(PATIENCE);
  }

  @ParameterizedTest(name = "{0}, diskless {1}")
  @CsvSource({"2.8, no", "2.8, yes", "7.0, no", "7.0, yes", "valkey-9.1, yes"})
  void aSlowTargetNeverMakesTheSourceDropUs(String version, String diskless) {
    RedisServer source =
        servers.start(
            version,
            ServerOptions.defaults()
                .config("repl-diskless-sync", diskless)
                .config("repl-timeout", "2")
                .config("repl-ping-slave-period", "1"));
    try (NumberWriter writer = new NumberWriter(source, 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(source, directory)) {
      fixture.link().startFresh();
      await().until(() -> fixture.status().snapshotBytes() > 0);
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(8))
          .until(() -> source.info("connected_slaves").orElseThrow().equals("1"));
      writer.write(100);

      fixture.reader().start();
      await().until(() -> fixture.reader().numbers() == 1_100);
      assertThat(fixture.status().reconnects()).isZero();
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "valkey-9.1"})
  void failoverNeverElectsUs(String version) {
    RedisServer source = servers.start(version);
    try (NumberWriter writer = new NumberWriter(source, 100).write(100);
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      writer.write(100);
      await().until(() -> fixture.reader().numbers() == 200);
      await().until(() -> acknowledged(source) == fixture.reader().offset() - 1);

      source.command("FAILOVER", "TIMEOUT", "2500");

      await()
          .during(Duration.ofSeconds(2))
          .until(() -> source.info("role").orElseThrow().equals("master"));
      await().until(() -> source.info("master_failover_state").orElseThrow().equals("no-failover"));
      writer.write(10);
      await().until(() -> fixture.reader().numbers() == 210);
      assertThat(source.info("role")).hasValue("master");
    }
  }

  private static long acknowledged(RedisServer source) {
    String replica = source.info("slave0").orElse("offset=-1,");
    return Long.parseLong(replica.replaceAll(".*offset=(-?\\d+).*", "$1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "valkey-9.1"})
  void theSourceShowsOurLabelAndAPortNobodyCanMistake(String version) {
    RedisServer source = servers.start(version);
    try (LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);

      assertThat(source.info("slave0").orElseThrow())
          .contains("ip=redis-migration.test,port=99999,state=online");
    }
  }

  @Test
  void aSourceThatNeedsLongForItsSnapshotIsWaitedForWhileItSendsNewlines() {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().config("repl-diskless-sync", "no"));
    try (NumberWriter writer = new NumberWriter(source, 100).write(4_000)) {
      source.command("CONFIG", "SET", "rdb-key-save-delay", "1500");
      try (LinkFixture fixture =
          with(settings(source), link -> link.withSilence(Duration.ofSeconds(3))).startFresh()) {
        await().until(() -> fixture.reader().snapshots() == 1);
        assertThat(fixture.reader().numbers()).isEqualTo(writer.written());
        assertThat(fixture.status().reconnects()).isZero();
      }
    }
  }

  @Test
  void aSilentSourceIsLeftAndTheStreamResumed() {
    RedisServer source = servers.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 100).write(100);
        LinkFixture fixture =
            with(
                    LinkFixture.settings(proxy.host(), proxy.port()),
                    link -> link.withSilence(Duration.ofSeconds(1)))
                .startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      proxy.stall();
      await().until(() -> fixture.status().lastError().isPresent());
      assertThat(fixture.status().lastError().orElseThrow().reason())
          .isEqualTo(Reason.SourceUnreachable);
      writer.write(100);
      proxy.cut();
      proxy.resume();

      await().until(() -> fixture.reader().numbers() == 200);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void aFullSpoolPausesTheStreamAndResumesItWithoutANewSnapshot(String version) {
    RedisServer source =
        servers.start(version, ServerOptions.defaults().config("repl-backlog-size", "67108864"));
    try (NumberWriter writer = new NumberWriter(source, 1_000).write(100);
        LinkFixture fixture = small(source).startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      writer.write(1);
      await().until(() -> fixture.reader().numbers() == 101);
      fixture.reader().hang();
      writer.write(5_000);
      await().until(() -> fixture.status().state() == LinkState.PAUSED);
      assertThat(fixture.status().lastError().map(EngineException::reason))
          .hasValue(Reason.SpoolFull);
      assertThat(source.info("connected_slaves")).hasValue("0");
      fixture.reader().goOn();

      await().until(() -> fixture.reader().numbers() == 5_101);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().partialResyncs()).isGreaterThanOrEqualTo(1);
      assertThat(fixture.status().lastError()).isEmpty();
    }
  }

  @ParameterizedTest(name = "diskless {0}")
  @ValueSource(strings = {"no", "yes"})
  void aSnapshotLargerThanTheSpoolWaitsInsteadOfBeingGivenUp(String diskless) {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().config("repl-diskless-sync", diskless));
    source.command("CONFIG", "SET", "rdbcompression", "no");
    try (NumberWriter writer = new NumberWriter(source, 1_000).write(5_000);
        LinkFixture fixture = small(source)) {
      fixture.link().startFresh();
      await().until(() -> fixture.status().state() == LinkState.PAUSED);

      fixture.reader().start();
      await().until(() -> fixture.reader().snapshots() == 1);
      writer.write(100);
      await().until(() -> fixture.reader().numbers() == 5_100);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().reconnects()).isZero();
    }
  }

  @Test
  void anErrorTheSourcePutsIntoTheStreamIsDroppedAndTheStreamResumedBehindIt() {
    RedisServer source = servers.start("2.8");
    try (NumberWriter writer = new NumberWriter(source, 100).write(100);
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh();
        var operator = source.connect()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      writer.write(100);
      await().until(() -> fixture.reader().numbers() == 200);
      // From now on the source answers our acknowledgements with -NOAUTH, in the stream.
      operator.command("CONFIG", "SET", "requirepass", "new");
      await().until(() -> fixture.status().state() == LinkState.RETRYING);
      await()
          .until(
              () ->
                  fixture.status().lastError().map(EngineException::reason).orElse(null)
                      == Reason.AuthenticationFailed);
      operator.command("AUTH", "new");
      operator.command("CONFIG", "SET", "requirepass", "");
      writer.write(100);

      await().until(() -> fixture.reader().numbers() == 300);
      await()
          .until(
              () ->
                  source
                      .info("master_repl_offset")
                      .orElseThrow()
                      .equals(Long.toString(fixture.reader().offset())));
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().partialResyncs()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void theMomentACommandCameIsKnownBySourceTime() {
    RedisServer source = servers.start("7.0");
    try (NumberWriter writer = new NumberWriter(source, 100).write(10);
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      fixture.reader().hang();
      long before = System.currentTimeMillis();
      writer.write(10);
      long written = Long.parseLong(source.info("master_repl_offset").orElseThrow());
      await().until(() -> fixture.status().receivedOffset() >= written);
      long received = System.currentTimeMillis();
      await().pollDelay(Duration.ofMillis(500)).until(() -> true);

      SourceClock clock = fixture.link().clock();
      assertThat(clock.arrivalTime(fixture.reader().generation(), written))
          .isBetween(before - 50, received + 50);
      fixture.reader().goOn();
    }
  }

  private static ConnectionSettings settings(RedisServer source) {
    return LinkFixture.settings(source.host(), source.port());
  }

  private LinkFixture with(ConnectionSettings settings, UnaryOperator<LinkSettings> change) {
    return LinkFixture.with(
        settings, FullResyncPolicy.allow(), LinkFixture.spool(directory), change);
  }

  private LinkFixture small(RedisServer source) {
    return LinkFixture.with(
        settings(source),
        FullResyncPolicy.allow(),
        new SpoolSettings(directory, 64 << 10, 32 << 10, 512 << 10),
        UnaryOperator.identity());
  }
}
