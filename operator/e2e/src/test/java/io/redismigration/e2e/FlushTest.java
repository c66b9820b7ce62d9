package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Phase;
import io.redismigration.testkit.data.Dataset;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that holds something, to be removed before the copy: only with the token. */
class FlushTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @BeforeEach
  void aTargetThatHoldsSomething() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(4).keys(300));
    scene.source().command("SET", "both", "source's");
    scene.target().command("SET", "both", "theirs");
    scene.target().command("SET", "old", "theirs");
    given.manifest(Manifest.shortest().set("spec.target.existingData", "Flush"));
  }

  @Test
  void waitsForTheTokenThenEmptiesItOnceAndCopies() {
    when.migrationStarts();
    Flush asked = awaitQuestion();
    Result shown = scene.migration().command("flush");
    Result wrong = scene.migration().command("flush", "--confirm", "0123456789abcdef");

    assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE.number());
    assertThat(shown.output()).contains("2 keys in database 0", asked.token());
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.number());
    assertThat(scene.target().command("DBSIZE")).isEqualTo(2L);

    assertThat(scene.migration().command("flush", "--confirm", asked.token()).exitCode()).isZero();
    when.untilStreaming();
    when.migrationIsKilled().migrationStreams();

    then.completed(when.cutoverIsConfirmed()).bothHoldTheSame().resumedPartially(1);
    assertThat(scene.target().command("EXISTS", "old")).isEqualTo(0L);
    assertThat(scene.target().command("GET", "both")).isEqualTo("source's");
  }

  @Test
  void leavesATargetAloneThatRestartedAfterTheConfirmation() {
    scene.migration().start("--until", "validated");
    scene.migration().runner().awaitEnd(LIMIT);
    Flush asked = scene.migration().status().awaitedFlush();
    scene.migration().command("flush", "--confirm", asked.token());
    scene.target().command("SAVE");
    scene.target().restart();

    // By the second validation or by the worker, as the time has it.
    Result refused = when.migrationRuns();

    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.FAILED.number());
    assertThat(refused.output()).contains("FlushNotConfirmed", "nothing was removed");
    assertThat(scene.target().command("GET", "old")).isEqualTo("theirs");
    then.sourceIsAsBefore();
  }

  private Flush awaitQuestion() {
    scene
        .migration()
        .await(
            "it asks",
            status -> status.phase() == Phase.AWAITING_START && status.awaitedFlush() != null,
            LIMIT);
    return scene.migration().status().awaitedFlush();
  }
}
