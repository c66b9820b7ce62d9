package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.data.Oracle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values far larger than the process's memory, written so that the target never stalls. */
class BigValuesTest {

  private static final int MIB = 1 << 20;
  private static final String STALL_MICROS = "100000";
  private static final ServerOptions LARGE =
      ServerOptions.defaults()
          .config("proto-max-bulk-len", "2gb")
          .config("slowlog-log-slower-than", STALL_MICROS);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void aLargeStringMoves() {
    stringMoves(100, "96m");
  }

  @Tag("long")
  @Test
  void aStringOfOneGibibyteMovesThroughAQuarterOfIt() {
    stringMoves(1024, "256m");
  }

  @Test
  void aLargeSortedSetNeverStallsTheTarget() {
    sortedSetMoves(500_000, Duration.ofSeconds(90));
  }

  @Tag("long")
  @Test
  void aSortedSetOfFiveMillionsNeverStallsTheTarget() {
    sortedSetMoves(5_000_000, Duration.ofMinutes(10));
  }

  private void stringMoves(int mebibytes, String heap) {
    given.source("7.0", LARGE).target("7.0", LARGE);
    given.manifest(Manifest.shortest().cuttingOverByItself());
    try (Pipeline pipeline = scene.source().pipeline()) {
      for (int i = 0; i < mebibytes; i++) {
        pipeline.add("APPEND", "large", Character.toString('a' + i % 26).repeat(MIB));
      }
    }
    scene.migration().runner().heap(heap);

    Result run = scene.migration().run(Duration.ofMinutes(5));

    then.completed(run);
    assertThat(Oracle.debugDigest(scene.target())).isEqualTo(Oracle.debugDigest(scene.source()));
  }

  private void sortedSetMoves(int members, Duration limit) {
    given.source("7.0", LARGE).target("7.0", LARGE);
    given.manifest(Manifest.shortest().cuttingOverByItself());
    try (Pipeline pipeline = scene.source().pipeline()) {
      for (int i = 0; i < members; i += 5) {
        pipeline.add(words(i));
      }
    }
    scene.migration().runner().heap("256m");

    Result run = scene.migration().run(limit);

    then.completed(run);
    assertThat((List<?>) scene.target().command("SLOWLOG", "GET"))
        .as("commands that took more than " + STALL_MICROS + " µs")
        .isEmpty();
    assertThat(Oracle.debugDigest(scene.target())).isEqualTo(Oracle.debugDigest(scene.source()));
  }

  private static String[] words(int from) {
    String[] words = new String[12];
    words[0] = "ZADD";
    words[1] = "ranks";
    for (int i = 0; i < 5; i++) {
      words[2 + 2 * i] = Integer.toString((from + i) % 100_003);
      words[3 + 2 * i] = "member:" + (from + i);
    }
    return words;
  }
}
