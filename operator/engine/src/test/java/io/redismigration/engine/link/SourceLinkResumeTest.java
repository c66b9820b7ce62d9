package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ReplicaChain;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.net.Direction;
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

/** Lost connections, restarted and failed-over sources: what goes on and what begins anew. */
@Timeout(120)
class SourceLinkResumeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @AutoClose final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @BeforeEach
  void patience() {
    org.awaitility.Awaitility.setDefaultTimeout(PATIENCE);
  }

  @ParameterizedTest(name = "{0}, diskless {1}")
  @CsvSource({"2.8, no", "2.8, yes", "6.2, no", "7.0, yes", "valkey-9.1, yes"})
  void aStreamCutAgainAndAgainGoesOnWithoutGapOrRepetition(String version, String diskless) {
    RedisServer source =
        servers.start(
            version,
            ServerOptions.defaults()
                .config("repl-diskless-sync", diskless)
                .config("repl-backlog-size", "67108864"));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 300).write(1_000).start();
        LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
      NumberReader reader = fixture.reader();
      awaitStream(reader);
      for (int cut = 1; cut <= 8; cut++) {
        int resumed = fixture.status().partialResyncs();
        proxy.cutAfter(Direction.TO_CLIENT, 10_001L * cut);
        await().until(() -> fixture.status().partialResyncs() > resumed);
      }
      long written = writer.stop();

      await().until(() -> reader.numbers() == written);
      await().until(() -> offsetOf(source) == reader.offset());
      assertThat(fixture.status().partialResyncs()).isGreaterThanOrEqualTo(8);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(reader.generations()).isEqualTo(1);
    }
  }

  @Test
  void aBacklogThatNoLongerHoldsTheStreamMeansANewGeneration() {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().config("repl-backlog-size", "16384"));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 300).write(1_000);
        LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
      await().until(() -> fixture.reader().numbers() == 1_000);
      loseTheBacklog(proxy, writer);

      await().until(() -> fixture.reader().numbers() == 5_000);
      assertThat(fixture.status().fullResyncs()).isEqualTo(2);
      assertThat(fixture.reader().snapshots()).isEqualTo(2);
      assertThat(fixture.reader().snapshotNumbers()).isEqualTo(5_000);
    }
  }

  @Test
  void aNewFullSyncThatIsNotAllowedEndsTheLinkAndSaysWhy() {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().config("repl-backlog-size", "16384"));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 300).write(1_000);
        LinkFixture fixture =
            LinkFixture.with(
                    LinkFixture.settings(proxy.host(), proxy.port()),
                    FullResyncPolicy.forbid("onFullResync is Fail"),
                    LinkFixture.spool(directory),
                    UnaryOperator.identity())
                .startFresh()) {
      await().until(() -> fixture.reader().numbers() == 1_000);
      loseTheBacklog(proxy, writer);

      await().until(() -> fixture.reader().failure() != null);
      assertThat(fixture.reader().failure())
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.FullResyncForbidden);
                assertThat(e).hasMessageContaining("onFullResync is Fail");
              });
      assertThat(fixture.status().state()).isEqualTo(LinkState.FAILED);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  private static void loseTheBacklog(FaultProxy proxy, NumberWriter writer) {
    proxy.refuse();
    proxy.cut();
    writer.write(4_000);
    proxy.resume();
  }

  @ParameterizedTest(name = "{0}, diskless {1}")
  @CsvSource({"2.8, no", "2.8, yes", "7.0, no", "7.0, yes"})
  void aSnapshotCutInTheMiddleIsTakenAnew(String version, String diskless) {
    RedisServer source =
        servers.start(version, ServerOptions.defaults().config("repl-diskless-sync", diskless));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 1_000).write(5_000)) {
      // LZF makes little of such values: throttled, so that the cut comes before the end.
      source.command("CONFIG", "SET", "rdbcompression", "no");
      proxy.throttle(Direction.TO_CLIENT, 20_000_000);
      proxy.cutAfter(Direction.TO_CLIENT, 2_000_000);
      try (LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
        await().until(() -> fixture.reader().snapshots() == 1);
        writer.write(100);

        await().until(() -> fixture.reader().numbers() == 5_100);
        assertThat(fixture.status().fullResyncs()).isEqualTo(2);
        assertThat(fixture.reader().generations()).isEqualTo(2);
      }
    }
  }

  @Test
  void aConnectionLostWhileTheApplierIsFarBehindIsResumedAllTheSame() {
    RedisServer source = servers.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 100).write(5_000);
        LinkFixture fixture = LinkFixture.to(proxy, directory)) {
      fixture.link().startFresh();
      await().until(() -> fixture.status().state() == LinkState.STREAMING);
      writer.write(2_000);
      await().until(() -> fixture.status().receivedOffset() >= offsetOf(source));
      proxy.cut();
      await().until(() -> fixture.status().partialResyncs() == 1);

      fixture.reader().start();
      await().until(() -> fixture.reader().numbers() == 7_000);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  @Test
  void whenTheStreamFollowsTheMarkInOnePieceTheApplierDecidesWhatToAskFor() throws Exception {
    String mark = "m".repeat(40);
    String rdb = "REDIS0006\u00ff" + "\0".repeat(8);
    String first = "*3\r\n$3\r\nSET\r\n$3\r\nn:0\r\n$1\r\nv\r\n";
    String second = first.replace("n:0", "n:1");
    try (ScriptedSource source =
            new ScriptedSource(
                (psync, client) -> {
                  if (psync.get(1).equals("?")) {
                    String sync = "+FULLRESYNC " + ScriptedSource.ID + " 1000\r\n";
                    ScriptedSource.write(
                        client, "\n" + sync + "\n\n$EOF:" + mark + "\r\n" + rdb + mark + first);
                  } else {
                    ScriptedSource.write(client, "+CONTINUE\r\n" + second);
                    ScriptedSource.awaitClose(client);
                  }
                });
        LinkFixture fixture = LinkFixture.to("127.0.0.1", source.port(), directory)) {
      fixture.link().startFresh();
      await().until(() -> fixture.status().state() == LinkState.WAITING_FOR_SNAPSHOT_END);
      assertThat(source.asked()).containsExactly("? -1");

      fixture.reader().start();
      await().until(() -> fixture.reader().numbers() == 2);
      assertThat(source.asked())
          .containsExactly("? -1", ScriptedSource.ID + " " + (1_001 + first.length()));
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  @Test
  void anotherProcessResumesWhereTheFirstStopped(@TempDir Path other) {
    RedisServer source = servers.start("7.0");
    NumberWriter writer = new NumberWriter(source, 100).write(1_000);
    ResumePoint point;
    try (LinkFixture first = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> first.reader().numbers() == 1_000);
      source.command("SET", "elsewhere", "1");
      writer.write(10);
      await().until(() -> first.reader().numbers() == 1_010);
      point =
          new ResumePoint(
              first.status().replicationId(), first.reader().offset(), first.reader().database());
    }
    writer.write(500);
    try (LinkFixture second = LinkFixture.to(source, other).startFrom(point, 1_010)) {
      await().until(() -> second.reader().numbers() == 1_510);
      assertThat(second.reader().snapshots()).isZero();
      assertThat(second.reader().generation().startOffset()).isEqualTo(point.offset());
      assertThat(second.status().partialResyncs()).isEqualTo(1);
      assertThat(second.status().fullResyncs()).isZero();
    }
  }

  @Test
  void aSourceRestartedWithItsDumpGoesOnFromSeven() {
    RedisServer source =
        servers.start("7.0", ServerOptions.defaults().config("shutdown-timeout", "0"));
    try (NumberWriter writer = new NumberWriter(source, 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> fixture.reader().numbers() == 1_000);
      String before = fixture.status().replicationId();
      source.restart();
      writer.write(500);

      await().until(() -> fixture.reader().numbers() == 1_500);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().partialResyncs()).isEqualTo(1);
      assertThat(fixture.status().replicationId()).isNotEqualTo(before);
    }
  }

  @Test
  void aSourceRestartedBeforeSevenBeginsANewHistory() {
    RedisServer source = servers.start("2.8");
    try (NumberWriter writer = new NumberWriter(source, 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      await().until(() -> fixture.reader().numbers() == 1_000);
      source.restart();
      writer.write(500);

      await().until(() -> fixture.reader().numbers() == 1_500);
      assertThat(fixture.status().fullResyncs()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "valkey-9.1"})
  void aPromotedReplicaGoesOnUnderANewId(String version) {
    ReplicaChain chain = ReplicaChain.start(servers, version, ServerOptions.defaults(), 2);
    try (FaultProxy proxy = FaultProxy.to(chain.master().host(), chain.master().port());
        NumberWriter before = new NumberWriter(chain.master(), 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
      await().until(() -> fixture.reader().numbers() == 1_000);
      String firstId = fixture.status().replicationId();
      await().until(() -> offsetOf(chain.last()) >= fixture.reader().offset());
      chain.master().kill9();
      chain.last().command("REPLICAOF", "NO", "ONE");
      proxy.retarget(chain.last().host(), chain.last().port());
      proxy.cut();
      chain.last().command("SET", "n:" + before.written(), "after");

      await().until(() -> fixture.reader().numbers() == 1_001);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().partialResyncs()).isEqualTo(1);
      assertThat(fixture.status().replicationId())
          .isNotEqualTo(firstId)
          .isEqualTo(chain.last().info("master_replid").orElseThrow());
    }
  }

  @Test
  void aReplicaAsSourceSaysInWhichDatabaseItsStreamBegins() {
    ReplicaChain chain = ReplicaChain.start(servers, "7.0", ServerOptions.defaults(), 2);
    try (var connection = chain.master().connect()) {
      connection.command("SELECT", "5");
      connection.command("SET", "somewhere", "else");
      await().until(() -> offsetOf(chain.last()) == offsetOf(chain.master()));
      try (LinkFixture fixture = LinkFixture.to(chain.last(), directory).startFresh()) {
        await().until(() -> fixture.reader().snapshots() == 1);
        connection.command("SET", "n:0", "v");

        await().until(() -> fixture.reader().numbers() == 1);
        assertThat(fixture.reader().database()).isEqualTo(5);
      }
    }
  }

  @Test
  void offsetsOfTheOldestServersAreMeasuredBeforeTheyAreTrusted() {
    RedisServer source =
        servers.start(
            "2.8",
            ServerOptions.defaults()
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "2"));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
      await().until(() -> fixture.status().state() == LinkState.WAITING_FOR_SOURCE);
      await().until(() -> source.info("connected_slaves").orElseThrow().equals("1"));
      long namedAtMost = offsetOf(source);
      writer.write(200);
      await().until(() -> fixture.reader().numbers() == 1_200);
      writer.write(10);

      await().until(() -> fixture.reader().numbers() == 1_210);
      await().until(() -> offsetOf(source) == fixture.reader().offset());
      assertThat(fixture.reader().generation().offsetTrusted()).isTrue();
      assertThat(fixture.reader().generation().startOffset()).isGreaterThan(namedAtMost + 20_000);
      proxy.cut();
      writer.write(10);
      await().until(() -> fixture.reader().numbers() == 1_220);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void aSourceThatKnowsSyncOnlyIsCopiedAndNeverResumed(String version) {
    RedisServer source =
        servers.start(version, ServerOptions.defaults().config("rename-command", "PSYNC \"\""));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 100).write(1_000);
        LinkFixture fixture = LinkFixture.to(proxy, directory).startFresh()) {
      await().until(() -> fixture.reader().snapshots() == 1);
      writer.write(500);
      await().until(() -> fixture.reader().numbers() == 1_500);
      await().until(() -> offsetOf(source) == fixture.reader().offset());
      proxy.cut();
      writer.write(10);

      await().until(() -> fixture.reader().numbers() == 1_510);
      assertThat(fixture.status().fullResyncs()).isEqualTo(2);
    }
  }

  private static void awaitStream(NumberReader reader) {
    await().until(() -> reader.snapshots() > 0 && reader.numbers() > reader.snapshotNumbers());
  }

  private static long offsetOf(RedisServer server) {
    return Long.parseLong(server.info("master_repl_offset").orElseThrow());
  }
}
