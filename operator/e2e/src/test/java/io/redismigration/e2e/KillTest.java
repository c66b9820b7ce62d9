package io.redismigration.e2e;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process is killed at random moments under writes that show whether one was lost or applied
 * twice.
 */
class KillTest {

  private static final int SHORT = 3;
  private static final int LONG = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();
  private final Random random = new Random(42);

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"2.8", "7.0"})
  void noWriteIsLostOrAppliedTwice(String from) {
    killed(from, SHORT);
  }

  @Tag("long")
  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"2.8", "7.0"})
  void noWriteIsLostOrAppliedTwiceInManyRounds(String from) {
    killed(from, LONG);
  }

  private void killed(String from, int rounds) {
    given
        .source(from)
        .target("7.0")
        .holding(Dataset.seeded(3).keys(40_000))
        .manifest(Manifest.shortest());
    given.under(WriteLoad.of(telling()).perSecond(3_000).keys(50));

    for (int round = 0; round < Math.max(1, rounds / 4); round++) {
      when.migrationStarts();
      scene.migration().awaitPhase(Phase.FULL_SYNC, LIMIT);
      letItWork(1_000);
      when.migrationIsKilled();
    }
    when.migrationStreams();
    int inStream = rounds - Math.max(1, rounds / 4);
    for (int round = 0; round < inStream; round++) {
      letItWork(2_000);
      when.migrationIsKilled().migrationStarts();
      awaitMoreThan(scene.migration().shard().appliedOffset());
      then.resumedPartially(round + 1);
    }

    then.completed(when.cutoverIsConfirmed())
        .writerWasStoppedByTheFence()
        .bothHoldTheSame()
        .parametersAreRestored()
        .resumedPartially(inStream);
  }

  private Set<LiveOperation> telling() {
    Set<LiveOperation> wanted =
        EnumSet.of(
            LiveOperation.INCR,
            LiveOperation.RPUSH,
            LiveOperation.APPEND,
            LiveOperation.MULTI_EXEC,
            LiveOperation.SWAPDB,
            LiveOperation.FLUSHDB,
            LiveOperation.PSETEX,
            LiveOperation.PEXPIRE);
    wanted.retainAll(LiveOperation.knownTo(scene.source().version()));
    return wanted;
  }

  /** A random time, so that the kill meets anything. */
  private void letItWork(int atMostMillis) {
    long until = System.nanoTime() + random.nextInt(atMostMillis) * 1_000_000L;
    Waiting.until("the moment came", LIMIT, () -> System.nanoTime() > until);
  }

  private void awaitMoreThan(long offset) {
    scene
        .migration()
        .await(
            "the resumed stream goes on",
            status -> scene.migration().shard().appliedOffset() > offset,
            LIMIT);
  }
}
