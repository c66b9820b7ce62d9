package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialsTest {
  private static final String OUTAGE = "expect that nobody can write for about %d ms";

  @ParameterizedTest
  @EnumSource(Trial.Kind.class)
  void aTrialActsOncePerValueAndOrdersNothingButStreaming(Trial.Kind kind) {
    Story story = Story.in(Phase.STREAMING);

    story.edit(story.given().request(request(kind), "1"));

    assertThat(story.status().cutover().trial().kind()).isEqualTo(kind);
    story.expectDesired(DesiredState.RUN);
    assertThat(story.order().cutover()).isNull();
    assertThat(story.order().replication().trial().number()).isEqualTo(1);
    story.report(TaskType.REPLICATE, answer(kind, 1, 40L)).expect(Phase.STREAMING);
    assertThat(story.order().replication().trial()).isNull();
    assertThat(result(story, kind).possible()).isTrue();
    assertThat(story.status().cutover().decision()).isEqualTo(CutoverStatus.Decision.OPEN);
    assertThat(story.status().cutover().attempt()).as("no cutover was begun").isZero();
    story.edit(story.given().throttle(1));
    assertThat(story.status().cutover().trial()).isNull();
    story.edit(story.given().request(request(kind), "2"));
    assertThat(story.status().cutover().trial().number()).isEqualTo(2);
  }

  @Test
  void aDryRunSaysWhatEachStepWouldDo() {
    Story story = Story.in(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.STREAMING).ledger(Report.parameter(LedgerEntry.State.APPLIED)));
    story.edit(story.given().request(Request.DRY_RUN, "1"));

    story.report(
        TaskType.REPLICATE,
        answer(Trial.Kind.DRY_RUN, 1, null).ledger(Report.parameter(LedgerEntry.State.APPLIED)));

    TrialResult found = story.status().cutover().dryRun();
    assertThat(found.steps())
        .extracting(StepProgress::step)
        .containsExactly("Fence", "Drain", "Prove", "Commit", "CloseSource", "Switch", "Restore");
    assertThat(found.steps().get(6).message()).contains("CONFIG SET repl-timeout '60'");
    assertThat(found.outageMillis()).as("lag and round trips").isEqualTo(15);
    assertThat(found.verdict()).contains(OUTAGE.formatted(15));
  }

  @Test
  void aDryRunTellsEveryBlockerAndARehearsalIsNotBegunWithOne() {
    Story story = Story.in(Phase.STREAMING);
    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).lag(5_000));

    story.edit(story.given().request(Request.REHEARSE, "1"));
    assertThat(story.status().cutover().trial()).isNull();
    assertThat(story.status().cutover().rehearsal().possible()).isFalse();
    assertThat(story.status().cutover().rehearsal().verdict()).contains("LagTooHigh");
    story.edit(story.given().request(Request.DRY_RUN, "1"));
    story.report(TaskType.REPLICATE, answer(Trial.Kind.DRY_RUN, 2, null).lag(5_000));

    assertThat(story.status().cutover().dryRun().possible()).isFalse();
    assertThat(story.status().cutover().dryRun().blockers())
        .extracting(Blocker::reason)
        .contains("LagTooHigh");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "RehearsalTooLong | a cutover could not be rehearsed, which does not hinder it",
        "RehearsalNotPossible | a cutover could not be rehearsed, which does not hinder it",
        "LateWrites | a cutover is not possible now"
      })
  void whatHindersTheRehearsalAloneIsNotSaidToHinderACutover(String reason, String verdict) {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().request(Request.REHEARSE, "1"));
    TrialResult hindered =
        new TrialResult(
            1,
            Trial.Kind.REHEARSAL,
            Instant.EPOCH,
            false,
            null,
            null,
            null,
            List.of(new Blocker(reason, "so it is")));

    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).trying(hindered));

    assertThat(story.status().cutover().rehearsal().verdict())
        .isEqualTo(verdict + ": " + reason + ": so it is");
    assertThat(story.status().cutover().rehearsal().possible()).isFalse();
  }

  @Test
  void noCutoverBeginsWhileARehearsalIsUnderWay() {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().request(Request.REHEARSE, "1"));

    story.edit(story.given().confirming(story.token())).expect(Phase.STREAMING);
    assertThat(story.status().message()).contains("Rehearsing");

    story.report(TaskType.REPLICATE, answer(Trial.Kind.REHEARSAL, 1, 40L));
    story.expect(Phase.CUTTING_OVER);
  }

  @Test
  void aRehearsalThatFindsDifferencesLetsNoCutoverBeginBeforeAnotherPass() {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().request(Request.REHEARSE, "1"));
    story.edit(story.given().confirming(story.token())).expect(Phase.STREAMING);
    TrialResult differs =
        new TrialResult(
            1,
            Trial.Kind.REHEARSAL,
            Instant.EPOCH,
            false,
            null,
            null,
            null,
            List.of(new Blocker("VerificationFailed", "1 keys differ, the first 0:stray (extra)")));

    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).trying(differs));

    story.expect(Phase.STREAMING);
    assertThat(story.status().cutover().rehearsal().verdict()).contains("VerificationFailed");
    assertThat(story.status().cutover().blockers())
        .extracting(Blocker::reason)
        .containsExactly("DifferedAtFence");
    assertThat(story.order().replication().verificationRound()).isEqualTo(1);
    assertThat(story.status().message()).contains("cutover waits: DifferedAtFence");
    assertThat(story.status().cutover().blockers().get(0).message())
        .contains("compared again first", "run redis-migration repair");
  }

  @ParameterizedTest(name = "its worker answers to another trial: {0}")
  @ValueSource(booleans = {false, true})
  void aTrialThatNobodyAnswersEnds(boolean another) {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().request(Request.REHEARSE, "1"));

    story.after(Duration.ofMinutes(1));
    story.report(
        TaskType.REPLICATE,
        another ? answer(Trial.Kind.REHEARSAL, 7, 40L) : Report.of(TaskState.STREAMING));

    assertThat(story.status().cutover().trial()).isNull();
    assertThat(story.status().cutover().rehearsal().possible()).isFalse();
    assertThat(story.order().replication().trial()).isNull();
  }

  @Test
  void aCancelEndsARehearsal() {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().request(Request.REHEARSE, "1"));

    story.edit(story.given().cancel()).expect(Phase.CANCELLING);

    assertThat(story.status().cutover().trial()).isNull();
    assertThat(story.order().replication().trial()).isNull();
  }

  private static Request request(Trial.Kind kind) {
    return kind == Trial.Kind.DRY_RUN ? Request.DRY_RUN : Request.REHEARSE;
  }

  private static TrialResult result(Story story, Trial.Kind kind) {
    CutoverStatus cutover = story.status().cutover();
    return kind == Trial.Kind.DRY_RUN ? cutover.dryRun() : cutover.rehearsal();
  }

  private static Report answer(Trial.Kind kind, int number, Long outage) {
    return Report.of(TaskState.STREAMING)
        .trying(
            new TrialResult(
                number,
                kind,
                Instant.EPOCH,
                true,
                "",
                List.of(new StepProgress("Fence", null, null, "CLIENT PAUSE")),
                outage,
                null));
  }
}
