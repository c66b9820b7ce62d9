package io.redismigration.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.SmallDisk;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.net.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A volume without room: what can wait waits and says so; what cannot begins nothing. */
class FullDiskTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SMALL = 8 << 20;
  private static final int MORE_THAN_MEMORY_AND_DISK = 110;

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @BeforeEach
  void twoServers() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(7).keys(500));
    given.manifest(Manifest.shortest().set("spec.checks.ignore", List.of("SpoolSize")));
  }

  @Test
  void theStreamWaitsAtTheSourceUntilTheSpoolHasRoomAgain() {
    SmallDisk disk = scene.migration().spoolsOn(SMALL);
    when.migrationStreams();
    disk.fill();

    scene.toTarget().stall();
    writeMegabytes("late:", MORE_THAN_MEMORY_AND_DISK);
    awaitSpoolFullInStatus();
    scene.toTarget().resume();

    then.completed(when.untilCaughtUp(Duration.ofMillis(500)).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
    assertThat(scene.migration().runner().said()).contains("SpoolFull", "spec.worker.spool");
  }

  @Test
  void theSnapshotWaitsUntilTheSpoolHasRoomAgain() {
    writeMegabytes("early:", MORE_THAN_MEMORY_AND_DISK);
    SmallDisk disk = scene.migration().spoolsOn(SMALL);
    disk.fill();
    scene.toTarget().throttle(Direction.TO_SERVER, 2 << 20);

    when.migrationStarts();
    awaitSpoolFullInStatus();
    scene.toTarget().resume();

    then.completed(when.untilCaughtUp(Duration.ofMillis(500)).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
  }

  @Test
  void withoutRoomForItsStateNothingIsBegun() {
    scene.migration().keepsAllOn(SMALL).fill();

    Result refused = when.migrationRuns();

    assertThat(refused.output())
        .contains("No space left", scene.dir().resolve("state").toString(), "make room", "--state");
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.FAILED.number());
    then.targetIsEmpty().sourceIsAsBefore();
  }

  @Test
  void aRunThatCannotKeepItsStateStopsAndIsResumedWhenThereIsRoom() {
    SmallDisk disk = scene.migration().keepsAllOn(SMALL);
    when.migrationStreams();

    disk.fill();
    Result stopped = scene.migration().runner().awaitEnd(LIMIT);
    writeMegabytes("meanwhile:", 5);

    assertThat(stopped.output()).contains("No space left", "make room there, then run again");
    assertThat(stopped.exitCode()).as(stopped.output()).isEqualTo(ExitCode.FAILED.number());

    disk.free();
    then.completed(
            when.migrationStreams().untilCaughtUp(Duration.ofMillis(500)).cutoverIsConfirmed())
        .bothHoldTheSame()
        .parametersAreRestored();
    then.resumedPartially(1);
  }

  private void awaitSpoolFullInStatus() {
    scene
        .migration()
        .await("the full spool is told", status -> status.message().contains("SpoolFull"), LIMIT);
  }

  private void writeMegabytes(String prefix, int count) {
    Random random = new Random(count);
    byte[] megabyte = new byte[1 << 20];
    try (Pipeline pipeline = scene.source().pipeline()) {
      for (int i = 0; i < count; i++) {
        random.nextBytes(megabyte);
        pipeline.add("SET".getBytes(US_ASCII), (prefix + i).getBytes(US_ASCII), megabyte);
      }
    }
  }
}
