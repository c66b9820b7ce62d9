package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.FilterSpec;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndingsTest {
  private static final CheckResult UNREACHABLE =
      new CheckResult("SourceReachable", CheckOutcome.FAILED, "refused", "open the port");
  private static final CheckResult NOT_EMPTY =
      new CheckResult("TargetEmpty", CheckOutcome.FAILED, "3 keys", "empty it");
  private static final CheckResult SPOOL =
      new CheckResult("SpoolSize", CheckOutcome.FAILED, "too small", "raise it");

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {
        "VALIDATING",
        "AWAITING_START",
        "PREPARING",
        "FULL_SYNC",
        "STREAMING",
        "CUTTING_OVER",
        "FAILED"
      })
  void aCancelEndsCleanFromEveryPhase(Phase phase) {
    Story story = Story.in(phase);

    story.edit(story.given().cancel());

    story.until(Phase.CANCELLED).expectNoTasks();
    story
        .expectCondition(ConditionType.READY, Truth.TRUE, "Cancelled")
        .expectCondition(ConditionType.SUCCEEDED, Truth.FALSE, "Cancelled");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"PREPARING", "FULL_SYNC", "STREAMING", "CUTTING_OVER"})
  void aCancelEndsInBoundedTimeEvenIfNobodyAnswers(Phase phase) {
    Story story = Story.in(phase);
    story.edit(story.given().cancel()).expect(Phase.CANCELLING).expectDesired(DesiredState.STOP);

    story.after(Duration.ofMinutes(2)).expect(Phase.CANCELLING);
    assertThat(story.order().type()).isEqualTo(TaskType.RESTORE);
    assertThat(story.order().keepClaim()).isFalse();
    story.after(Duration.ofMinutes(2)).expect(Phase.CANCELLED).expectNoTasks();
  }

  @Test
  void aRestoreTaskComesWhenNoWorkerIsLeftThatCouldSetAgainWhatItPutsBack() {
    Story story = Story.in(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.STREAMING).ledger(Report.parameter(LedgerEntry.State.APPLIED)));

    story.tasksStay(true).after(Duration.ofMinutes(1)).edit(story.given().cancel());

    story.expect(Phase.CANCELLING);
    assertThat(story.orders()).as("silent").allMatch(task -> task.type() == TaskType.REPLICATE);
    story.tasksStay(false);
    assertThat(story.orders()).extracting(TaskSpec::type).containsExactly(TaskType.RESTORE);
    story
        .report(
            TaskType.RESTORE,
            Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)))
        .expect(Phase.CANCELLED)
        .expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.TRUE, "Restored");
  }

  @Test
  void afterACommitToAWorkerThatIsLostSucceedsNoneButARestoreTask() {
    Story story = Story.in(Phase.CUTTING_OVER).answer(TaskState.ARMED);
    Report committed =
        Report.of(TaskState.COMMITTED)
            .answering(story.order().cutover().token())
            .ledger(Report.parameter(LedgerEntry.State.APPLIED));
    story.report(TaskType.REPLICATE, committed).tasksStay(true).after(Duration.ofMinutes(1));

    story.expect(Phase.CUTTING_OVER);
    assertThat(story.orders()).allMatch(task -> task.type() == TaskType.REPLICATE);
    story.tasksStay(false);
    assertThat(story.orders()).extracting(TaskSpec::type).containsExactly(TaskType.RESTORE);
    story
        .report(
            TaskType.RESTORE,
            Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)))
        .expect(Phase.COMPLETED);
  }

  @Test
  void aFailureIsSettledOnlyWhenASilentWorkersParametersAreRestored() {
    Story story =
        new Story(Given.plain())
            .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).shards("a", "b"));
    story
        .report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).shards("a", "b"))
        .expect(Phase.FULL_SYNC);
    story.reportShard(
        "a", Report.of(TaskState.FULL_SYNC).ledger(Report.parameter(LedgerEntry.State.APPLIED)));
    story.after(Duration.ofSeconds(50)).tasksStay(true);
    story.reportShard("b", Report.of(TaskState.FAILED).failure("SourceLost", true));

    story.expect(Phase.FAILED);
    assertThat(story.status().tasks()).as("one is taken away, none is there yet").isEmpty();
    assertThat(story.again().settled()).isFalse();
    story.tasksStay(false);
    assertThat(story.orders()).extracting(TaskSpec::type).containsExactly(TaskType.RESTORE);
    assertThat(story.again().settled()).isFalse();
    story.report(
        TaskType.RESTORE,
        Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)));
    assertThat(story.again().settled()).isTrue();
  }

  @Test
  void whatIsLeftToTheUserStaysSoWhileAnOldReportSaysOtherwise() {
    Story story = Story.in(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.STREAMING).ledger(Report.parameter(LedgerEntry.State.APPLIED)));

    story.tasksStay(true).edit(story.given().cancel()).after(Duration.ofMinutes(5));

    story.expect(Phase.CANCELLED).after(Duration.ofSeconds(1));
    assertThat(story.status().parameters())
        .singleElement()
        .satisfies(entry -> assertThat(entry.message()).contains("CONFIG SET repl-timeout '60'"));
    story.expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.FALSE, "RestoreByHand");
  }

  @Test
  void aRunThatFailedSaysNothingOfWhatTheTargetHoldsNow() {
    Story story = Story.in(Phase.STREAMING);
    story
        .expectCondition(ConditionType.CAUGHT_UP, Truth.TRUE, "CaughtUp")
        .expectCondition(ConditionType.VERIFIED, Truth.TRUE, "Equal");

    story.report(
        TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("CheckpointMissing", true));

    story
        .expect(Phase.FAILED)
        .expectCondition(ConditionType.CAUGHT_UP, Truth.FALSE, "NotStreaming")
        .expectCondition(ConditionType.VERIFIED, Truth.UNKNOWN, "NotStreaming");
  }

  @Test
  void deletingCancelsFirst() {
    Story.in(Phase.STREAMING).delete().expect(Phase.CANCELLING).until(Phase.CANCELLED);
    Story.in(Phase.COMPLETED).delete().expect(Phase.COMPLETED);
  }

  @Test
  void aWorkerWhoseTaskWasDeletedHasGivenTheTargetUp() {
    Story story = Story.in(Phase.STREAMING);

    story.report(TaskType.REPLICATE, Report.of(TaskState.STOPPED));

    story.expect(Phase.FAILED).expectCondition(ConditionType.STALLED, Truth.TRUE, "WorkerStopped");
    assertThat(story.status().message()).doesNotContain("stays claimed");
    story.delete().expect(Phase.CANCELLED).expectNoTasks();
  }

  @Test
  void whatCouldNotBeRestoredIsShownAsACommand() {
    Story story = Story.in(Phase.FULL_SYNC);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED)
            .failure("SourceLost", true)
            .ledger(Report.parameter(LedgerEntry.State.APPLIED)));

    story.expect(Phase.FAILED);
    assertThat(story.order().type()).isEqualTo(TaskType.RESTORE);
    assertThat(story.order().keepClaim()).as("a retry may resume").isTrue();
    assertThat(story.order().epoch()).isGreaterThan(story.status().run().epoch());
    story.expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.FALSE, "InUse");

    story.after(Duration.ofMinutes(5)).expect(Phase.FAILED).expectNoTasks();
    story.expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.FALSE, "RestoreByHand");
    assertThat(story.status().condition(ConditionType.PARAMETERS_RESTORED).message())
        .isEqualTo("redis-cli -h redis-old -p 6379 CONFIG SET repl-timeout '60'");
  }

  @Test
  void aFailureStallsAndARetryRunsAgainUnderAHigherEpoch() {
    Story story = new Story(Given.plain()).until(Phase.FULL_SYNC);
    long epoch = story.order().epoch();
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("SpoolFull", true));
    story
        .expect(Phase.FAILED)
        .expectCondition(ConditionType.STALLED, Truth.TRUE, "SpoolFull")
        .expectCondition(ConditionType.SUCCEEDED, Truth.FALSE, "SpoolFull");
    assertThat(story.eventReasons()).contains("SpoolFull");

    story.edit(story.given().request(Request.RETRY, "1")).expect(Phase.VALIDATING);
    story.validated().expect(Phase.PREPARING);

    assertThat(story.order().name()).isEqualTo("orders-replicate-0-2");
    assertThat(story.order().epoch()).isGreaterThan(epoch);
    assertThat(story.status().failure()).isNull();
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("SpoolFull", true));
    story.edit(story.given()).expect(Phase.FAILED);
  }

  @Test
  void aFailureWithTheTargetClaimedSaysHowToGiveItUp() {
    Story story = Story.in(Phase.FULL_SYNC);

    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("SourceLost", true));

    assertThat(story.expect(Phase.FAILED).status().failure().remedy())
        .endsWith("; the target stays claimed for a retry, cancel gives it up");
    assertThat(story.status().allowedActions()).contains(UserAction.CANCEL);
  }

  @Test
  void aTargetThatLostWritesIsToldOnce() {
    Story story = Story.in(Phase.STREAMING);

    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).wentBack(1));
    assertThat(story.eventReasons()).contains("TargetLostWrites");

    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).wentBack(1).lag(6));
    assertThat(story.eventReasons()).containsOnlyOnce("TargetLostWrites");
  }

  @Test
  void aRetryAskedForDuringTheCleanUpIsNotForgotten() {
    Story story = Story.in(Phase.FULL_SYNC);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED)
            .failure("SourceLost", true)
            .ledger(Report.parameter(LedgerEntry.State.APPLIED)));

    story.edit(story.given().request(Request.RETRY, "1")).expect(Phase.FAILED);
    story.report(
        TaskType.RESTORE,
        Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)));

    story.expect(Phase.VALIDATING);
  }

  @Test
  void anEditOfAFailedMigrationValidatesAgain() {
    Story story = new Story(Given.plain());
    story.report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).checks(NOT_EMPTY));
    story.expect(Phase.FAILED);
    assertThat(story.status().failure().reason()).isEqualTo("ValidationFailed");
    assertThat(story.status().failure().message()).isEqualTo("TargetEmpty: 3 keys");
    assertThat(story.status().failure().remedy()).isEqualTo("empty it");

    story.edit(Given.plain().source("redis-other")).expect(Phase.VALIDATING);
    assertThat(story.status().run().validation()).isEqualTo(2);
  }

  @Test
  void onlyIgnorableChecksCanBeIgnored() {
    Story story = new Story(Given.plain().ignoring("SpoolSize", "TargetEmpty"));
    story.report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).checks(SPOOL, Report.PASSED));
    story.expect(Phase.PREPARING);
    assertThat(story.status().checks())
        .filteredOn(check -> check.name().equals(SPOOL.name()))
        .extracting(CheckResult::outcome)
        .containsExactly(CheckOutcome.IGNORED);

    Story refused = new Story(Given.plain().ignoring("SpoolSize", "TargetEmpty"));
    refused.report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).checks(SPOOL, NOT_EMPTY));
    refused.expect(Phase.FAILED);
  }

  @Test
  void failingConnectionsAreTriedAgainInAClusterOnly() {
    Report unreachable = Report.of(TaskState.SUCCEEDED).checks(UNREACHABLE);
    new Story(Given.plain()).report(TaskType.PREFLIGHT, unreachable).expect(Phase.FAILED);

    Story story = new Story(Given.plain(), PlannerSettings.inCluster());
    story.report(TaskType.PREFLIGHT, unreachable).expect(Phase.VALIDATING);
    assertThat(story.wakeAt()).isEqualTo(story.now().plusSeconds(10));
    story.after(Duration.ofSeconds(10)).expect(Phase.VALIDATING);
    assertThat(story.order().name()).isEqualTo("orders-preflight-2");
    story.report(TaskType.PREFLIGHT, unreachable).after(Duration.ofMinutes(5));
    story.report(TaskType.PREFLIGHT, unreachable).expect(Phase.FAILED);
  }

  @Test
  void aFailureNoConnectionCausesIsNotTriedAgain() {
    new Story(Given.plain(), PlannerSettings.inCluster())
        .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).checks(UNREACHABLE, NOT_EMPTY))
        .expect(Phase.FAILED);
  }

  @Test
  void aPreflightWithoutChecksIsNoValidation() {
    new Story(Given.plain())
        .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).checks())
        .expect(Phase.FAILED);
  }

  @Test
  void fieldsWithoutTheirFeatureFailByNameBeforeAnyWorkerStarts() {
    Story story =
        new Story(
            Given.plain()
                .mode(ReplicationMode.RELAY)
                .filter(new FilterSpec(List.of(3), null, null)));

    story.expect(Phase.FAILED).expectNoTasks();
    assertThat(story.status().failure().reason()).isEqualTo("NotSupportedYet");
    assertThat(story.status().checks())
        .extracting(CheckResult::message)
        .containsExactly(
            "spec.mode: Relay is not supported yet", "spec.filter: a filter is not supported yet");
    story.edit(Given.plain()).expect(Phase.VALIDATING);
  }

  @Test
  void aFullResyncThatThePolicyAllowsGoesBackToFullSync() {
    Story story = Story.in(Phase.STREAMING);

    story.report(TaskType.REPLICATE, Report.of(TaskState.FULL_SYNC).fullResync());

    story.expect(Phase.FULL_SYNC);
    story.expectCondition(ConditionType.FULL_SYNC_COMPLETED, Truth.FALSE, "NotCompleted");
    story.replicate(TaskState.STREAMING).expect(Phase.STREAMING);
  }
}
