package io.redismigration.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.Throttle;
import io.redismigration.testkit.RedisServer;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotApplierTest {

  @AutoClose private final SnapshotScene scene = new SnapshotScene();

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "2.8, 2.8",
    "2.8, 6.2",
    "2.8, 7.0",
    "2.8, 8.0",
    "2.8, valkey-9.1",
    "6.2, 7.0",
    "7.0, 2.8",
    "7.0, 6.2",
    "7.0, 7.0",
    "7.0, valkey-9.1",
    "8.0, 7.0",
    "8.0, 8.0",
    "valkey-9.1, 7.0",
    "valkey-9.1, valkey-9.1"
  })
  void bringsEveryTypeAndEncodingToTheTarget(String from, String to) throws Exception {
    RedisServer source = scene.start(from);
    RedisServer target = scene.start(to);
    SampleData.fill(source);
    takeAwayWhatTheyCannotBothHoldOrDigest(source, target);

    SnapshotResult result = SnapshotScene.apply(SnapshotScene.save(source), target);

    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    assertThat(result.keysByDatabase()).containsOnlyKeys(0, 3, 9);
    assertThat(result.keys()).isEqualTo(keys(source)).isEqualTo(keys(target));
    for (String key : List.of("ttl:7", "hash:7", "random and long with ttl")) {
      assertThat((Long) target.command("PTTL", key))
          .isCloseTo((Long) source.command("PTTL", key), within(2000L));
    }
  }

  @Test
  void loadsFunctionsAndScripts() throws Exception {
    RedisServer source = scene.start("7.0");
    RedisServer target = scene.start("valkey-9.1");
    SampleData.fill(source);
    SnapshotResult result = SnapshotScene.apply(SnapshotScene.save(source), target);
    assertThat(result.functions()).isEqualTo(1);
    assertThat(target.command("FCALL", "f", "0")).isEqualTo(1L);

    RedisServer other = scene.start("2.8");
    byte[] rdb = new RdbBytes().aux("lua", "return 7").string("k", "v").end();
    try (SnapshotApplier applier = SnapshotScene.applier(other)) {
      assertThat(applier.apply(SnapshotSource.of(RdbBytes.input(rdb))).scripts()).hasSize(1);
    }
    assertThat(other.command("EVALSHA", "59b6ab2fbe0ee4b25733de0f62e6cda4899ef8e9", "0"))
        .isEqualTo(7L);
  }

  @Test
  void refusesFunctionsThatTheTargetCannotHold() {
    RedisServer source = scene.start("7.0");
    RedisServer target = scene.start("6.2");
    SampleData.fill(source);

    assertThatThrownBy(() -> SnapshotScene.apply(SnapshotScene.save(source), target))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ValueNotSupportedByTarget));
  }

  @Test
  void leavesOutOnlyWhatHadExpiredWhenTheSnapshotBegan() throws Exception {
    RedisServer target = scene.start("7.0");
    long snapshot = 1_700_000_000L;
    byte[] rdb =
        new RdbBytes()
            .aux("ctime", Long.toString(snapshot))
            .expiring("expired before", "v", snapshot * 1000 - 5000)
            .expiring("expired since", "v", snapshot * 1000 + 5000)
            .string("stays", "v")
            .end();
    LongUnaryOperator hold = millis -> millis + 600_000;

    try (SnapshotApplier applier =
        SnapshotScene.applier(
            target,
            target.host(),
            target.port(),
            SnapshotSettings.defaults(),
            hold,
            new Throttle())) {
      SnapshotResult result = applier.apply(SnapshotSource.of(RdbBytes.input(rdb)));

      assertThat(result.expired()).isEqualTo(1);
      assertThat(result.keys()).isEqualTo(2);
    }
    assertThat((Long) target.command("PTTL", "expired since")).isBetween(590_000L, 600_000L);
    assertThat(target.command("EXISTS", "expired before")).isEqualTo(0L);
  }

  @Test
  void aStreamThatIsTooLargeForTheMemoryStopsByName() {
    RedisServer source = scene.start("7.0");
    RedisServer target = scene.start("7.0");
    SampleData.fill(source);
    SnapshotSettings small = SnapshotSettings.defaults().withWholeBytes(10_000);

    try (SnapshotApplier applier = SnapshotScene.applier(target, small)) {
      assertThatThrownBy(() -> SnapshotScene.apply(SnapshotScene.save(source), applier))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.ValueNotSupportedByTarget);
                assertThat(e).hasMessageContaining("\"stream\"");
                assertThat(e.remedy()).contains("memory");
              });
    }
  }

  @Test
  void saysWhereTheStreamBeginsAndWhatWasReadOfIt() throws Exception {
    RedisServer target = scene.start("7.0");
    byte[] rdb = new RdbBytes().aux("repl-stream-db", "5").string("k", "v").endFollowedBy("*1");

    try (SnapshotApplier applier = SnapshotScene.applier(target)) {
      SnapshotResult result = applier.apply(SnapshotSource.of(RdbBytes.input(rdb)));

      assertThat(result.streamDatabase()).hasValue(5);
      assertThat(result.readAhead().remaining()).isEqualTo(2);
      assertThat(result.largest().key()).isEqualTo(new byte[] {'k'});
    }
  }

  private static void takeAwayWhatTheyCannotBothHoldOrDigest(
      RedisServer source, RedisServer target) {
    if (!target.version().isAtLeast(5, 0)) {
      source.command("DEL", "stream");
    }
    if (!target.version().isAtLeast(7, 0) && source.version().isAtLeast(7, 0)) {
      source.command("FUNCTION", "FLUSH");
    }
    if (source.version().isAtLeast(7, 2) != target.version().isAtLeast(7, 2)) {
      source.command("DEL", SampleData.FRACTIONS);
    }
  }

  private static long keys(RedisServer server) {
    return Stream.of("db0", "db3", "db9")
        .map(database -> server.info(database).orElseThrow())
        .mapToLong(text -> Long.parseLong(text.substring(5, text.indexOf(','))))
        .sum();
  }
}
