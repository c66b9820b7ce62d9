package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a migration begins, what it has touched by then, and what it looks at once more. */
class StartModesTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A start validates again when the validation is older. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /** Enough for a process to start and to validate on a busy machine. */
  private static final Duration TO_VALIDATE = Duration.ofSeconds(30);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 6.2", "6.2, newest", "7.0, 7.0"})
  void startedByHandItTouchesNothingBefore(String from, String to) {
    between(from, to);
    given.manifest(byHand().cuttingOverByItself());
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);
    then.targetIsEmpty().targetIsUnclaimed().sourceIsAsBefore();

    Result started = scene.migration().command("start");

    assertThat(started.exitCode()).as(started.output()).isZero();
    then.completed(scene.migration().runner().awaitEnd(LIMIT)).bothHoldTheSame();
  }

  @Test
  void onAScheduleItBeginsAtItsTimeAndNotBefore() {
    between("7.0", "7.0");
    Instant at = Instant.now().plus(FRESH).plus(TO_VALIDATE).truncatedTo(ChronoUnit.SECONDS);
    given.manifest(scheduled(at).cuttingOverByItself());
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);
    assertThat(scene.migration().status().message()).contains("starts at " + at);
    then.targetIsEmpty();

    Result ended = scene.migration().runner().awaitEnd(LIMIT);

    then.completed(ended).bothHoldTheSame();
    assertThat(scene.migration().status().times().started()).isAfterOrEqualTo(at);
    assertThat(ended.output()).contains("scheduled for " + at, "validated again on start");
  }

  @Test
  void aTimeThatHasPassedMeansNow() {
    between("7.0", "7.0");
    given.manifest(scheduled(Instant.parse("2020-02-29T22:00:00Z")).cuttingOverByItself());

    Result ended = when.migrationRuns();

    then.completed(ended);
    assertThat(ended.output())
        .contains(
            "spec.start.at, 2020-02-29T22:00:00Z, had passed when it was validated: starts now");
  }

  @Test
  void whatChangedSinceTheFirstValidationIsToldOnStart() {
    between("7.0", "7.0");
    given.manifest(
        byHand()
            .cuttingOverByItself()
            .set("spec.checks.ignore", List.of("TargetOtherWriters"))
            .set("spec.target.lock", "DetectOnly"));
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);
    try (RespConnection somebody = scene.target().connect()) {
      validationIsOld();
      somebody.command("DEL", "nothing");

      assertThat(scene.migration().command("start").exitCode()).isZero();

      Waiting.until("it validated again", LIMIT, () -> said("ValidatedAgain"));
    }
    Result ended = scene.migration().runner().awaitEnd(LIMIT);
    then.completed(ended);
    assertThat(ended.output())
        .contains("otherwise than before: TargetOtherWriters was Passed, is Ignored");
  }

  private boolean said(String word) {
    return scene.migration().runner().said().contains(word);
  }

  @Test
  void whatCameToHinderItSinceStopsItBeforeItTouchesAnything() {
    between("7.0", "7.0");
    given.manifest(byHand());
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);
    scene.target().command("SET", "somebody", "else's");
    validationIsOld();

    assertThat(scene.migration().command("start").exitCode()).isZero();

    Result ended = scene.migration().runner().awaitEnd(LIMIT);
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_VALID.number());
    assertThat(ended.output()).contains("TargetEmpty");
    assertThat(scene.target().command("GET", "somebody")).isEqualTo("else's");
    assertThat(scene.target().command("DBSIZE")).isEqualTo(1L);
    then.sourceIsAsBefore();
  }

  @Test
  void anEditWhileItWaitsIsValidatedAndArmsItAnew() {
    between("7.0", "7.0");
    given.manifest(byHand());
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);
    scene.migration().runner().interrupt();
    scene.migration().runner().awaitEnd(LIMIT);
    given.manifest(Manifest.shortest().cuttingOverByItself());

    Result ended = scene.migration().run(LIMIT);

    then.completed(ended).bothHoldTheSame();
    assertThat(ended.output()).contains("the spec changed", "starts when validated");
  }

  private void between(String from, String to) {
    given.source(from).target(to).holding(Dataset.seeded(8).keys(2_000));
  }

  private void validationIsOld() {
    Waiting.until(
        "the validation is old",
        FRESH.multipliedBy(3),
        () ->
            Instant.now()
                .isAfter(
                    scene.migration().status().times().validated().plus(FRESH).plusSeconds(1)));
  }

  private static Manifest byHand() {
    return Manifest.shortest().set("spec.start.mode", "Manual");
  }

  private static Manifest scheduled(Instant at) {
    return Manifest.shortest()
        .set("spec.start.mode", "Scheduled")
        .set("spec.start.at", at.toString());
  }
}
