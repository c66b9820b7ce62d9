package io.redismigration.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redismigration.testkit.RedisServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
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
