package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.net.Direction;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A link that ends in the middle: of a snapshot, of a command. What is half is never applied. */
class TruncatedStreamTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration NEARLY = Duration.ofMillis(500);
  private static final long WITHIN_THE_SNAPSHOT = 400_000;

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void aSnapshotCutInTheMiddleIsTakenAgain() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(6).keys(30_000));
    scene.toSource().throttle(Direction.TO_CLIENT, 500_000);
    when.migrationStarts();
    awaitWithinSnapshot();
    scene.toSource().cut();
    scene.toSource().resume();

    then.completed(when.untilCaughtUp(NEARLY).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
    assertThat(scene.migration().shard().fullResyncs()).isEqualTo(1);
  }

  @Test
  void aSnapshotThatEndsEarlyIsTakenAgain() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(6).keys(30_000));
    scene.toSource().throttle(Direction.TO_CLIENT, 500_000);
    when.migrationStarts();
    awaitWithinSnapshot();
    scene.toSource().halfClose(Direction.TO_CLIENT);
    scene.toSource().resume();

    then.completed(when.untilCaughtUp(NEARLY).cutoverIsConfirmed()).bothHoldTheSame();
  }

  @Test
  void aSnapshotCutEachTimeEndsTheMigrationWithTheWayOut() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(6).keys(10_000));
    scene.toSource().throttle(Direction.TO_CLIENT, 2_000_000);
    when.migrationStarts();
    long[] last = new long[1];
    Waiting.until(
        "the migration gave up",
        LIMIT,
        () -> {
          long passed = scene.toSource().bytes(Direction.TO_CLIENT);
          if (passed - last[0] > WITHIN_THE_SNAPSHOT) {
            last[0] = passed;
            scene.toSource().cut();
          }
          return scene.migration().status().phase() == Phase.FAILED;
        });
    scene.toSource().resume();
    Result ended = scene.migration().runner().awaitEnd(LIMIT);

    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.FAILED.number());
    assertThat(ended.output())
        .contains("5 full syncs did not come to their end", "retry")
        .doesNotContain("FullSyncCompleted");
    then.parametersAreRestored();
  }

  @Test
  void aStreamCutInTheMiddleOfCommandsGoesOnWhereItWas() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(6).keys(500));
    when.migrationStreams();
    given.under(
        WriteLoad.of(LiveOperation.INCR, LiveOperation.APPEND, LiveOperation.RPUSH)
            .perSecond(3_000)
            .keys(100));

    for (int cut = 1; cut <= 6; cut++) {
      int resyncs = cut;
      scene.toSource().cut();
      scene
          .migration()
          .await(
              "the stream was taken up again",
              status -> scene.migration().shard().partialResyncs() >= resyncs,
              LIMIT);
    }

    then.completed(when.untilCaughtUp(NEARLY).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
    assertThat(scene.migration().shard().fullResyncs()).isZero();
  }

  private void awaitWithinSnapshot() {
    scene.migration().awaitPhase(Phase.FULL_SYNC, LIMIT);
    long before = scene.toSource().bytes(Direction.TO_CLIENT);
    Waiting.until(
        "the snapshot is on its way",
        LIMIT,
        () -> scene.toSource().bytes(Direction.TO_CLIENT) - before > WITHIN_THE_SNAPSHOT);
  }
}
