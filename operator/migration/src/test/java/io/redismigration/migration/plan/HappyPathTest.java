package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HappyPathTest {

  @Test
  void goesFromTheManifestToTheTargetInItsOrder() {
    Story story = new Story(Given.plain()).expect(Phase.VALIDATING);
    assertThat(story.order().type()).isEqualTo(TaskType.PREFLIGHT);

    story.validated().expect(Phase.PREPARING).expectDesired(DesiredState.PREPARE);
    assertThat(story.order().type()).isEqualTo(TaskType.REPLICATE);
    assertThat(story.order().owner()).isTrue();
    assertThat(story.order().runId()).isEqualTo("uid-1");

    story
        .report(
            TaskType.REPLICATE,
            Report.of(TaskState.PREPARED).ledger(Report.parameter(LedgerEntry.State.APPLIED)))
        .expect(Phase.FULL_SYNC)
        .expectDesired(DesiredState.RUN);
    story.replicate(TaskState.FULL_SYNC).expect(Phase.FULL_SYNC);
    assertThat(story.status().progress().percent()).isEqualTo(50);

    story
        .replicate(TaskState.STREAMING)
        .expect(Phase.STREAMING)
        .expectCondition(ConditionType.READY, Truth.TRUE, "AwaitingCutover")
        .expectCondition(ConditionType.CUTOVER_READY, Truth.TRUE, "NothingInTheWay");
    assertThat(story.status().message()).contains(story.token());
    assertThat(story.status().allowedActions()).contains(UserAction.CONFIRM);

    story
        .edit(Given.plain().confirming(story.token()))
        .expect(Phase.CUTTING_OVER)
        .expectDesired(DesiredState.RUN);
    assertThat(story.order().cutover().workerDecides()).isTrue();
    assertThat(story.order().cutover().deadline()).isNull();

    story.answer(TaskState.ARMED).expectDesired(DesiredState.FREEZE);
    assertThat(story.order().cutover().deadline()).isEqualTo(story.now().plusSeconds(30));
    story.answer(TaskState.FENCED).answer(TaskState.DRAINED).answer(TaskState.SEALED);
    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.FREEZE);
    story.answer(TaskState.COMMITTED).expectDesired(DesiredState.DETACH);
    assertThat(story.status().allowedActions()).doesNotContain(UserAction.CANCEL);

    story
        .report(
            TaskType.REPLICATE,
            Report.of(TaskState.DETACHED)
                .answering(story.order().cutover().token())
                .ledger(
                    Report.parameter(LedgerEntry.State.RESTORED),
                    Report.fence(LedgerEntry.State.APPLIED)))
        .expect(Phase.COMPLETED)
        .expectNoTasks()
        .expectCondition(ConditionType.SUCCEEDED, Truth.TRUE, "Completed")
        .expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.TRUE, "Restored")
        .expectCondition(ConditionType.STALLED, Truth.FALSE, "Completed");
    assertThat(story.status().cutover().decision()).isEqualTo(CutoverStatus.Decision.COMMIT);
    assertThat(story.status().message()).contains("42 ms");
    assertThat(story.eventReasons())
        .containsSubsequence(
            "Accepted",
            "Validated",
            "Started",
            "Prepared",
            "FullSyncCompleted",
            "CutoverBegan",
            "Committed",
            "Completed");
  }

  @Test
  void aManualStartWaitsForThePersonAndIsHealthyMeanwhile() {
    Story story = new Story(Given.plain().start(StartSpec.Mode.MANUAL, null)).validated();

    story
        .expect(Phase.AWAITING_START)
        .expectNoTasks()
        .expectCondition(ConditionType.READY, Truth.TRUE, "AwaitingStart")
        .expectCondition(ConditionType.RECONCILING, Truth.FALSE, "AwaitingStart");

    story.after(Duration.ofHours(1));
    story.edit(story.given().request(Request.START, "1")).expect(Phase.PREPARING);
    assertThat(story.order().type()).as("a start validates again").isEqualTo(TaskType.PREFLIGHT);
    assertThat(story.status().allowedActions())
        .containsExactly(UserAction.CANCEL, UserAction.DELETE);
    story.validated();
    assertThat(story.order().type()).isEqualTo(TaskType.REPLICATE);
  }

  @Test
  void aScheduledStartWakesAtItsTimeAndOneInThePastIsNow() {
    Story probe = new Story(Given.plain());
    Story later =
        new Story(
                Given.plain()
                    .start(StartSpec.Mode.SCHEDULED, probe.now().plus(Duration.ofHours(2))))
            .validated();
    later.expect(Phase.AWAITING_START);
    assertThat(later.wakeAt()).isEqualTo(later.now().plus(Duration.ofHours(2)));
    later.after(Duration.ofHours(2)).expect(Phase.PREPARING);

    new Story(Given.plain().start(StartSpec.Mode.SCHEDULED, probe.now().minusSeconds(1)))
        .validated()
        .expect(Phase.PREPARING);
  }

  @Test
  void anAutomaticCutoverSetBeforePreparingNeedsNoWord() {
    new Story(Given.plain().automatic())
        .validated()
        .replicate(TaskState.PREPARED)
        .replicate(TaskState.STREAMING)
        .expect(Phase.CUTTING_OVER);
  }

  @Test
  void anAutomaticCutoverSetLaterStillNeedsTheToken() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);

    story.edit(Given.plain().automatic()).expect(Phase.STREAMING);

    assertThat(story.status().message()).contains("was set after the start", story.token());
  }

  @Test
  void theFullSyncEndsAtTheRateItHasWhateverCameBefore() {
    Story story = Story.in(Phase.PREPARING);
    story.after(Duration.ofMinutes(10)).validated().replicate(TaskState.PREPARED);
    story.expect(Phase.FULL_SYNC).after(Duration.ofSeconds(60)).replicate(TaskState.FULL_SYNC);

    assertThat(story.status().progress().percent()).isEqualTo(50);
    assertThat(story.status().progress().eta()).isEqualTo(Duration.ofSeconds(60));
    story.replicate(TaskState.STREAMING);
    assertThat(story.status().progress().eta()).as("it has ended").isNull();
  }

  @Test
  void aScheduledCutoverThatMissesItsWindowHolds() {
    Story probe = new Story(Given.plain());
    Given scheduled = Given.plain().scheduled(probe.now().plusSeconds(60), Duration.ofMinutes(5));

    Story inTime = new Story(scheduled).until(Phase.FULL_SYNC).replicate(TaskState.STREAMING);
    inTime.expect(Phase.STREAMING).after(Duration.ofSeconds(20)).replicate(TaskState.STREAMING);
    assertThat(inTime.status().message()).contains("scheduled for");
    inTime.after(Duration.ofSeconds(40)).replicate(TaskState.STREAMING).expect(Phase.CUTTING_OVER);

    Story late = new Story(scheduled).until(Phase.FULL_SYNC).after(Duration.ofMinutes(7));
    late.replicate(TaskState.STREAMING).expect(Phase.STREAMING);
    assertThat(late.status().message()).contains("window of the cutover ended", late.token());
  }
}
