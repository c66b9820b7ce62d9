package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first validation, the one on start, and what the plan itself says. */
class ValidationTest {
  private static final CheckResult SAVE_PASSED =
      new CheckResult("SourceBackgroundSave", CheckOutcome.PASSED, "", "");
  private static final CheckResult SAVE_RUNS =
      new CheckResult("SourceBackgroundSave", CheckOutcome.WARNING, "a save runs now", "wait");
  private static final CheckResult TARGET_FULL =
      new CheckResult("TargetEmpty", CheckOutcome.FAILED, "3 keys", "empty it");

  @Test
  void theSecondValidationShowsWhatChangedSinceTheFirst() {
    Story story = validatedLongAgo(Report.PASSED, SAVE_PASSED);
    story.edit(story.given().request(Request.START, "1")).expect(Phase.PREPARING);

    story.report(TaskType.PREFLIGHT, finding(Report.PASSED, SAVE_RUNS));

    assertThat(check(story, "SourceBackgroundSave").before()).isEqualTo(CheckOutcome.PASSED);
    assertThat(check(story, "SourceReachable").before()).isNull();
    assertThat(story.events("ValidatedAgain"))
        .containsExactly(
            "validated again on start; otherwise than before: SourceBackgroundSave was Passed,"
                + " is Warning (a save runs now)");
    assertThat(story.order().type()).isEqualTo(TaskType.REPLICATE);
  }

  @Test
  void aSecondValidationLikeTheFirstSaysSo() {
    Story story = validatedLongAgo(Report.PASSED, SAVE_PASSED);
    story.edit(story.given().request(Request.START, "1"));

    story.report(TaskType.PREFLIGHT, finding(Report.PASSED, SAVE_PASSED));

    assertThat(story.events("ValidatedAgain"))
        .containsExactly("validated again on start: no check found anything else than before");
  }

  @Test
  void aStartThatFailsValidationSaysWhatHadPassedBefore() {
    Story story =
        validatedLongAgo(new CheckResult("TargetEmpty", CheckOutcome.PASSED, "", ""), SAVE_PASSED);
    story.edit(story.given().request(Request.START, "1"));

    story.report(TaskType.PREFLIGHT, finding(TARGET_FULL, SAVE_PASSED)).expect(Phase.FAILED);

    assertThat(check(story, "TargetEmpty").before()).isEqualTo(CheckOutcome.PASSED);
    assertThat(story.events("ValidatedAgain"))
        .containsExactly(
            "validated again on start; otherwise than before: TargetEmpty was Passed, is Failed"
                + " (3 keys)");
  }

  @Test
  void anEditForgetsTheMarksOfTheLastStart() {
    Story story = validatedLongAgo(Report.PASSED, SAVE_PASSED);
    story.edit(story.given().request(Request.START, "1"));
    story.report(TaskType.PREFLIGHT, finding(TARGET_FULL, SAVE_RUNS)).expect(Phase.FAILED);

    story.edit(story.given().source("redis-other")).expect(Phase.VALIDATING);
    story.report(TaskType.PREFLIGHT, finding(Report.PASSED, SAVE_RUNS));

    assertThat(check(story, "SourceBackgroundSave").before()).isNull();
  }

  @Test
  void markingTwiceIsMarkingOnce() {
    List<CheckResult> once = ValidationChange.marked(List.of(SAVE_PASSED), List.of(SAVE_RUNS));

    assertThat(once.get(0).before()).isEqualTo(CheckOutcome.PASSED);
    assertThat(ValidationChange.marked(once, List.of(SAVE_RUNS))).isEqualTo(once);
    assertThat(ValidationChange.marked(once, List.of(SAVE_PASSED))).isEqualTo(List.of(SAVE_PASSED));
  }

  @Test
  void manyChangesAreCountedAndTheFirstFewNamed() {
    List<CheckResult> before = List.of(named(1), named(2), named(3), named(4), named(5), named(6));
    List<CheckResult> after =
        before.stream()
            .map(check -> new CheckResult(check.name(), CheckOutcome.INFO, "", ""))
            .toList();

    assertThat(ValidationChange.told(ValidationChange.marked(before, after)))
        .contains("otherwise than before: Check1 was Passed, is Info", "and 1 more")
        .doesNotContain("Check6");
  }

  @Test
  void aStartInThePastIsNowAndSaysSo() {
    Instant past = new Story(Given.plain()).now().minusSeconds(90);
    Story story = new Story(Given.plain().start(StartSpec.Mode.SCHEDULED, past));

    story.validated().expect(Phase.PREPARING);

    CheckResult start = check(story, CheckName.START_TIME.label());
    assertThat(start.outcome()).isEqualTo(CheckOutcome.INFO);
    assertThat(start.message()).contains(past.toString(), "has passed", "starts as soon as");
    assertThat(story.events("Started"))
        .containsExactly(
            "spec.start.at, %s, had passed when it was validated: starts now".formatted(past));
  }

  @Test
  void aStartToComePassesAndIsToldWhenItsTimeComes() {
    Instant later = new Story(Given.plain()).now().plusSeconds(3600);
    Story story = new Story(Given.plain().start(StartSpec.Mode.SCHEDULED, later)).validated();
    assertThat(check(story, CheckName.START_TIME.label()).outcome()).isEqualTo(CheckOutcome.PASSED);

    story.after(Duration.ofHours(1)).expect(Phase.PREPARING);

    assertThat(story.events("Started")).containsExactly("scheduled for " + later);
  }

  @Test
  void theWorkerLearnsTheLastMomentOfThePlan() {
    Story probe = new Story(Given.plain());
    Instant start = probe.now().plusSeconds(60);
    Given cutover = Given.plain().scheduled(start.plusSeconds(600), Duration.ofMinutes(10));

    assertThat(probe.order().replication().plannedUntil()).isNull();
    assertThat(new Story(cutover).order().replication().plannedUntil())
        .isEqualTo(start.plusSeconds(1200));
    assertThat(PlanChecks.lastMoment(Given.plain().start(StartSpec.Mode.SCHEDULED, start).spec()))
        .isEqualTo(start);
    assertThat(cutover.spec().cutover().mode()).isEqualTo(CutoverSpec.Mode.SCHEDULED);
  }

  @Test
  void aWarningNeverBlocks() {
    Story story = new Story(Given.plain());

    story.report(TaskType.PREFLIGHT, finding(Report.PASSED, SAVE_RUNS)).expect(Phase.PREPARING);
  }

  /** Not started until somebody says so, an hour after it was validated. */
  private static Story validatedLongAgo(CheckResult... checks) {
    return new Story(Given.plain().start(StartSpec.Mode.MANUAL, null))
        .report(TaskType.PREFLIGHT, finding(checks))
        .expect(Phase.AWAITING_START)
        .after(Duration.ofHours(1));
  }

  private static Report finding(CheckResult... checks) {
    return Report.of(TaskState.SUCCEEDED).checks(checks);
  }

  private static CheckResult named(int number) {
    return new CheckResult("Check" + number, CheckOutcome.PASSED, "", "");
  }

  private static CheckResult check(Story story, String name) {
    return story.status().checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
