package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long the word for a cutover holds, and a cancel that comes after it. */
class ConfirmationTest {
  private static final String FIELD = "spec.cutover.confirm";
  private static final Report RUNNING =
      Report.of(TaskState.STREAMING).verification(Report.verified(State.RUNNING, false));

  @Test
  void onOneMachineTheWordHoldsForTenMinutes() {
    Story story = Story.in(Phase.STREAMING).report(TaskType.REPLICATE, RUNNING);
    confirm(story);
    assertThat(story.status().message()).contains("cutover waits: NotVerified");
    assertThat(story.wakeAt()).isNotNull();

    story.after(Duration.ofMinutes(10)).report(TaskType.REPLICATE, RUNNING);
    assertThat(story.status().message())
        .contains("; ConfirmationLapsed: the cutover confirmed at ");
    story.replicate(TaskState.STREAMING).expect(Phase.STREAMING);

    assertThat(story.status().message())
        .contains("run redis-migration cutover --token", "; ConfirmationLapsed: ");
    assertThat(story.status().cutover().blockers()).isEmpty();
    confirm(story);
    story.expect(Phase.CUTTING_OVER);
  }

  @Test
  void whatIsInTheWayForAMinuteTakesNoWordAway() {
    Story story = Story.in(Phase.STREAMING).report(TaskType.REPLICATE, RUNNING);
    confirm(story);

    story.after(Duration.ofMinutes(9)).replicate(TaskState.STREAMING);

    story.expect(Phase.CUTTING_OVER);
  }

  @Test
  void aResourceHoldsItAsLongAsItSaysSo() {
    Story story =
        new Story(Given.plain(), PlannerSettings.inCluster())
            .until(Phase.STREAMING)
            .report(TaskType.REPLICATE, RUNNING);
    confirm(story);

    story.after(Duration.ofHours(10)).replicate(TaskState.STREAMING);

    story.expect(Phase.CUTTING_OVER);
  }

  @Test
  void aCancelAfterTheCommitIsToldToBeTooLateOnceAndDoesNothing() {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().confirming(story.token()));
    story.answer(TaskState.ARMED).answer(TaskState.COMMITTED);

    story.edit(story.given().cancel());
    story.answer(TaskState.DETACHED).expect(Phase.COMPLETED);
    story.edit(story.given().cancel());

    assertThat(story.events("CancelTooLate")).hasSize(1);
    assertThat(story.status().history().confirmations())
        .extracting("what")
        .doesNotContain("Cancel");
  }

  @Test
  void aCancelBeforeACommitThatWasNotKnownYetIsToldTheSame() {
    Story story = Story.in(Phase.STREAMING);
    story.edit(story.given().confirming(story.token()));
    story.answer(TaskState.ARMED).answer(TaskState.SEALED);

    story.edit(story.given().cancel()).expect(Phase.CUTTING_OVER);
    story.answer(TaskState.COMMITTED).answer(TaskState.DETACHED);

    story.expect(Phase.COMPLETED);
    assertThat(story.events("CancelTooLate")).hasSize(1);
  }

  private static void confirm(Story story) {
    story.writtenBy("alice@workstation", FIELD);
    story.edit(story.given().confirming(story.token()));
  }
}
