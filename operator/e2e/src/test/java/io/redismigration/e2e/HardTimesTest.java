package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.net.Direction;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Trouble that does not pass by itself is told, and can be left. */
class HardTimesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SHORT_OF_A_SNAPSHOT = 400_000;

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void aSnapshotThatNeverComesWholeIsNeverTakenForOne() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(6).keys(30_000));
    scene.toSource().throttle(Direction.TO_CLIENT, 1_000_000);
    when.migrationStarts();

    long[] lastCut = {0};
    scene
        .migration()
        .await(
            "the link was lost over and over",
            status -> {
              long passed = scene.toSource().bytes(Direction.TO_CLIENT);
              if (passed - lastCut[0] > SHORT_OF_A_SNAPSHOT) {
                lastCut[0] = passed;
                scene.toSource().cut();
              }
              return scene.migration().shard().reconnects() >= 3;
            },
            LIMIT);
    scene.toSource().resume();
    Result cancelled = scene.migration().command("cancel", "--yes");
    Result ended = scene.migration().runner().awaitEnd(LIMIT);

    assertThat(cancelled.exitCode()).as(cancelled.output()).isZero();
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(ended.output()).doesNotContain("FullSyncCompleted");
    then.parametersAreRestored();
  }

  @Test
  void aFullSpoolHoldsTheLinkAndGoesOnWhenThereIsRoom() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(7).keys(500));
    given.manifest(
        Manifest.shortest()
            .set("spec.worker.spool.size", "32Mi")
            .set("spec.checks.ignore", List.of("SpoolSize")));
    when.migrationStreams();
    given.under(WriteLoad.of(LiveOperation.INCR, LiveOperation.APPEND).keys(2_000).inFlight(256));

    scene.toTarget().stall();
    scene
        .migration()
        .await(
            "the full spool is told",
            status -> scene.migration().log().contains("spec.worker.spool.size"),
            LIMIT);
    scene.toTarget().resume();

    then.completed(when.untilCaughtUp(Duration.ofMillis(500)).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
  }
}
