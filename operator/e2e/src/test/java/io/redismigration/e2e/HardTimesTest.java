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
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    scene.toSource().throttle(Direction.TO_CLIENT, 200_000);
    when.migrationStarts();

    AtomicInteger cuts = new AtomicInteger();
    AtomicLong lastCut = new AtomicLong();
    Waiting.until(
        "the link was cut over and over",
        LIMIT,
        () -> {
          long passed = scene.toSource().bytes(Direction.TO_CLIENT);
          if (passed - lastCut.get() > SHORT_OF_A_SNAPSHOT) {
            lastCut.set(passed);
            scene.toSource().cut();
            cuts.incrementAndGet();
          }
          return cuts.get() == 3;
        });
    Result cancelled = scene.migration().command("cancel");
    assertThat(cancelled.exitCode()).as(cancelled.output()).isZero();
    scene.toSource().resume();
    Result ended = scene.migration().runner().awaitEnd(LIMIT);

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
            status -> status.message().contains("SpoolFull: the spool is full"),
            LIMIT);
    scene.toTarget().resume();

    then.completed(when.untilCaughtUp(Duration.ofMillis(500)).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
  }
}
