package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that comes back with less than it had is noticed. */
class TargetLossTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration NEARLY = Duration.ofMillis(500);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @BeforeEach
  void aBusySource() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(4).keys(2_000));
    given.under(WriteLoad.of(LiveOperation.INCR, LiveOperation.RPUSH).perSecond(1_000).keys(50));
  }

  @Test
  void aTargetThatComesBackEmptyFailsTheMigrationAndIsFilledByARetry() {
    when.migrationStreams().untilCaughtUp(NEARLY);

    scene.target().restartEmpty();

    Result ended = scene.migration().runner().awaitEnd(LIMIT);
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.output()).contains("CheckpointMissing", "retry to copy everything again");
    assertThat(scene.migration().status().phase()).isEqualTo(Phase.FAILED);
    then.parametersAreRestored().targetIsEmpty();

    assertThat(scene.migration().command("retry").exitCode()).isZero();
    then.completed(when.migrationStreams().cutoverIsConfirmed()).bothHoldTheSame();
  }

  @Test
  void aTargetThatComesBackEmptyIsFilledAgainWhereTheManifestSaysSo() {
    given.manifest(Manifest.shortest().set("spec.onFullResync", "Flush"));
    when.migrationStreams().untilCaughtUp(NEARLY);

    scene.target().restartEmpty();

    scene.migration().await("it is filled again", status -> fullResyncs() == 1, LIMIT);
    when.untilStreaming().untilCaughtUp(NEARLY);
    then.completed(when.cutoverIsConfirmed()).bothHoldTheSame();
  }

  @Test
  void aTargetRestoredFromAnOlderDumpIsTakenUpWhereTheDumpEnds() throws IOException {
    when.migrationStreams().untilCaughtUp(NEARLY);
    scene.target().command("SAVE");
    Path dump = Files.copy(scene.target().rdbFile(), scene.dir().resolve("older.rdb"));
    long saved = scene.migration().shard().appliedOffset();
    scene.migration().await("more is applied", status -> applied() > saved + 50_000, LIMIT);

    scene.target().restartFromDump(dump);

    then.completed(when.cutoverIsConfirmed()).bothHoldTheSame();
    assertThat(scene.migration().log()).contains("lost writes");
    assertThat(fullResyncs()).isZero();
  }

  private long applied() {
    return scene.migration().shard().appliedOffset();
  }

  private int fullResyncs() {
    return scene.migration().shard().fullResyncs();
  }
}
