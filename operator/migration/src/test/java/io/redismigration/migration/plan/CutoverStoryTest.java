package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.report.MigrationReport;
import io.redismigration.migration.report.ReportPage;
import io.redismigration.migration.report.Reporter;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CutoverStoryTest {

  @Test
  void anUndoneCutoverStreamsOnUnderANewToken() {
    Story story = frozen();
    String spent = story.token();

    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);

    assertThat(story.token()).isNotEqualTo(spent);
    assertThat(story.status().cutover().undone()).isEqualTo(1);
    assertThat(story.status().cutover().undoneBecause()).startsWith("WorkerAborted");
    assertThat(story.order().cutover()).isNull();
    assertThat(story.eventReasons()).contains("CutoverUndone");
    story.replicate(TaskState.STREAMING).after(Duration.ofMinutes(1));
    story.replicate(TaskState.STREAMING).expect(Phase.STREAMING);
    assertThat(story.given().spec().cutover().confirm()).as("stale, no error").isEqualTo(spent);
  }

  @Test
  void theDeadlineUndoesAFreezeThatIsNotSealed() {
    Story story = frozen().answer(TaskState.DRAINED);

    story.after(Duration.ofSeconds(31)).expect(Phase.CUTTING_OVER).expectDesired(DesiredState.RUN);

    assertThat(story.order().cutover().decision()).isEqualTo(Decision.ABORT);
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);
    assertThat(story.status().cutover().undoneBecause()).startsWith("TimedOut");
  }

  @Test
  void aCommitThatBecomesKnownWhileUndoingStands() {
    Story story = frozen().after(Duration.ofSeconds(31)).expectDesired(DesiredState.RUN);

    story.answer(TaskState.COMMITTED).expectDesired(DesiredState.DETACH);

    assertThat(story.status().cutover().decision()).isEqualTo(Decision.COMMIT);
    assertThat(story.status().cutover().undoneBecause()).isNull();
  }

  @Test
  void aSilentWorkerThatMayHaveCommittedIsNotOvertaken() {
    Story story = frozen().answer(TaskState.SEALED).after(Duration.ofHours(1));

    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.FREEZE);
    story.restarted().answer(TaskState.COMMITTED).answer(TaskState.DETACHED);

    story.expect(Phase.COMPLETED);
  }

  @Test
  void aWorkerThatEndsWhileDecidingIsReadBackBeforeAnythingIsOpened() {
    Story story = frozen();
    long epoch = story.order().epoch();
    String token = story.order().cutover().token();
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED).failure("InternalError", true).answering(token).sealedAt(100));
    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.FREEZE);

    story.after(Duration.ofSeconds(1)).after(Duration.ofHours(1));

    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.FREEZE);
    assertThat(story.order().epoch()).as("one new worker is sent").isEqualTo(epoch + 1);
    story.answer(TaskState.COMMITTED).answer(TaskState.DETACHED).expect(Phase.COMPLETED);
  }

  @ParameterizedTest(name = "past the deadline: {0}")
  @ValueSource(booleans = {false, true})
  void workersThatCannotReadBackAreFollowedByOthersUntilItIsKnown(boolean late) {
    Story story = lostWhileDeciding();
    if (late) {
      story.after(Duration.ofMinutes(1));
    }
    long epoch = story.order().epoch();
    Instant before = story.now();
    for (int worker = 1; worker <= 12; worker++) {
      story.after(Duration.ofSeconds(90));
      assertThat(story.order().epoch()).isEqualTo(epoch + worker - (late ? 1 : 0));
      story.report(
          TaskType.REPLICATE,
          Report.of(TaskState.FAILED)
              .failure("AuthenticationFailed", false)
              .ledger(Report.fence(LedgerEntry.State.APPLIED)));
      story.expect(Phase.CUTTING_OVER);
      assertThat(story.orders()).allMatch(order -> order.type() == TaskType.REPLICATE);
      assertThat(story.wakeAt()).isBeforeOrEqualTo(story.now().plusSeconds(60));
    }
    assertThat(Duration.between(before, story.now())).isGreaterThan(Duration.ofMinutes(15));
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.UNKNOWN, "CommitUnknown");
    assertThat(story.status().message())
        .contains(
            "not known",
            "AuthenticationFailed",
            "redis-cli -h redis-new -p 6379 -n 15 GET",
            "CONFIG SET min-slaves-to-write '0'");

    story.after(Duration.ofSeconds(90));
    story.fork().answer(TaskState.COMMITTED).answer(TaskState.DETACHED).expect(Phase.COMPLETED);
    story.answer(TaskState.PREPARED).after(Duration.ofMinutes(1));
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.FALSE, "NotCommitted");
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);
  }

  @Test
  void pausesBetweenWorkersThatReadBackGrow() {
    Story story = lostWhileDeciding();
    List<Long> pauses = new ArrayList<>();
    for (int worker = 0; worker < 30; worker++) {
      long pause = Duration.between(story.now(), story.wakeAt()).toSeconds();
      pauses.add(pause);
      story.after(Duration.ofSeconds(pause));
      story.report(
          TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("AuthenticationFailed", false));
    }
    assertThat(pauses).isSorted().startsWith(1L).endsWith(60L);
  }

  @Test
  void aNewWorkerThatFoundNothingCommittedMayFailTheMigration() {
    Story story = lostWhileDeciding().after(Duration.ofSeconds(2));
    String token = story.order().cutover().token();
    story.report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).answering(token));

    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED).failure("SourceLost", true).answering(token));

    story.expect(Phase.FAILED);
  }

  @Test
  void neitherCancelNorDeleteOpensTheSourceWhileACommitIsUnknown() {
    Story story = lostWhileDeciding();

    story.edit(story.given().cancel()).delete().after(Duration.ofHours(1));
    story.report(
        TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("AuthenticationFailed", false));

    story.expect(Phase.CUTTING_OVER);
    assertThat(story.orders()).allMatch(order -> order.type() == TaskType.REPLICATE);
    story.after(Duration.ofMinutes(2)).answer(TaskState.COMMITTED).answer(TaskState.DETACHED);
    story.expect(Phase.COMPLETED);
  }

  @Test
  void aRetryThatFindsTheTargetCommittedFinishesIt() {
    Story story = Story.in(Phase.FAILED);
    story.report(TaskType.RESTORE, Report.of(TaskState.SUCCEEDED));
    story.edit(story.given().request(Request.RETRY, "1")).until(Phase.PREPARING);

    story.validated().replicate(TaskState.COMMITTED);

    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.DETACH);
    assertThat(story.order().cutover()).isNotNull();
    assertThat(story.eventReasons()).contains("AlreadyCommitted", "Committed");
    story.answer(TaskState.DETACHED).expect(Phase.COMPLETED);
  }

  private static Story lostWhileDeciding() {
    Story story = frozen();
    String token = story.order().cutover().token();
    return story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED).failure("InternalError", true).answering(token).sealedAt(100));
  }

  @Test
  void aWorkerThatFailsBeforeSealingFailsTheMigration() {
    Story story = frozen();
    String token = story.order().cutover().token();

    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED)
            .failure("SourceLost", true)
            .answering(token)
            .ledger(Report.fence(LedgerEntry.State.APPLIED)));

    story.expect(Phase.FAILED);
    assertThat(story.order().type()).isEqualTo(TaskType.RESTORE);
    assertThat(story.order().ledger())
        .as("the source is opened again")
        .extracting(LedgerEntry::parameter)
        .containsExactly("min-slaves-to-write");
  }

  @Test
  void aCancelBeforeTheCommitUndoesFirst() {
    Story story = frozen();

    story.edit(story.given().cancel()).expect(Phase.CUTTING_OVER).expectDesired(DesiredState.RUN);
    story.answer(TaskState.ABORTED).expect(Phase.CANCELLING).expectDesired(DesiredState.STOP);
    story.replicate(TaskState.STOPPED).expect(Phase.CANCELLED).expectNoTasks();
  }

  @Test
  void aCancelAfterTheCommitDoesNothing() {
    Story story = frozen().answer(TaskState.COMMITTED);

    story.edit(story.given().cancel()).answer(TaskState.DETACHED).expect(Phase.COMPLETED);
  }

  @Test
  void armingThatFindsAnObstacleUndoesBeforeAnythingIsClosed() {
    Story story = confirmed();
    String token = story.order().cutover().token();

    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.STREAMING).answering(token).blocked("FenceNotPermitted"));
    assertThat(story.order().cutover().decision()).isEqualTo(Decision.ABORT);
    assertThat(story.order().desired()).isEqualTo(DesiredState.RUN);
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);

    assertThat(story.status().cutover().undoneBecause()).contains("FenceNotPermitted");
  }

  @Test
  void afterTheCommitNothingIsBehind() {
    Story story = frozen();
    String token = story.order().cutover().token();
    story.answer(TaskState.COMMITTED);

    story
        .report(TaskType.REPLICATE, Report.of(TaskState.DETACHED).answering(token).lag(40))
        .expect(Phase.COMPLETED);

    assertThat(story.status().shards())
        .singleElement()
        .satisfies(shard -> assertThat(shard.lagMillis()).isZero());
  }

  @Test
  void aWorkerThatIsArmedWithoutHavingComparedIsToldToFreezeOnlyWhenItHas() {
    Story story = confirmed();
    String token = story.order().cutover().token();
    Report comparing =
        Report.of(TaskState.ARMED)
            .answering(token)
            .verification(Report.verified(State.RUNNING, false));

    story.report(TaskType.REPLICATE, comparing);
    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.RUN);

    story.fork().answer(TaskState.ARMED).expectDesired(DesiredState.FREEZE);
    story.after(Duration.ofMinutes(1)).report(TaskType.REPLICATE, comparing);
    assertThat(story.order().cutover().decision()).isEqualTo(Decision.ABORT);
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);
    assertThat(story.status().cutover().undoneBecause()).contains("NotVerified");
  }

  @Test
  void aPassThatIsAskedForWithTheConfirmationComesFirst() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.replicate(TaskState.STREAMING);
    String token = story.token();

    story.edit(story.given().request(Request.VERIFY, "1").confirming(token));
    story.expect(Phase.STREAMING);
    assertThat(story.status().message()).contains("NotVerified");

    int asked = story.order().replication().verificationRound() + 1;
    story
        .report(
            TaskType.REPLICATE,
            Report.of(TaskState.STREAMING).verification(Report.verifiedIn(asked)))
        .expect(Phase.CUTTING_OVER);
  }

  @Test
  void aCutoverThatWasCancelledIsKnownAsCancelled() {
    Story story = frozen();

    story.edit(story.given().cancel()).answer(TaskState.ABORTED).expect(Phase.CANCELLING);

    assertThat(story.status().history().undone())
        .singleElement()
        .satisfies(undone -> assertThat(undone.because()).isEqualTo("Cancelled: by the user"));
  }

  @Test
  void aWorkerThatOpensTheSourceByItselfIsNotALostOne() {
    Story story = frozen();
    String token = story.order().cutover().token();
    Instant closed = story.now();
    Report fenced =
        Report.of(TaskState.FENCED)
            .fencing(FenceKind.MIN_REPLICAS)
            .answering(token)
            .withoutOutage()
            .step("Fence", closed, null);
    story.report(TaskType.REPLICATE, fenced.ledger(Report.fence(LedgerEntry.State.APPLIED)));

    story.report(
        TaskType.REPLICATE,
        fenced.ledger(
            Report.fence(LedgerEntry.State.APPLIED)
                .to(LedgerEntry.State.RESTORED, null, closed.plusSeconds(5))));
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);

    assertThat(story.eventReasons()).doesNotContain("SourceWasClosed");
    assertThat(story.status().history().undone()).hasSize(1);
  }

  @Test
  void automaticTriesThreeTimesWithGrowingPausesThenHolds() {
    Story story = new Story(Given.plain().automatic()).until(Phase.FULL_SYNC);
    for (int round = 1; round <= 3; round++) {
      story.replicate(TaskState.STREAMING).expect(Phase.CUTTING_OVER);
      story.answer(TaskState.ARMED).answer(TaskState.ABORTED).expect(Phase.STREAMING);
      Duration pause = Duration.ofSeconds(30L << (round - 1));
      assertThat(story.wakeAt()).isBeforeOrEqualTo(story.now().plus(pause));
      story.replicate(TaskState.STREAMING).expect(Phase.STREAMING);
      story.after(pause);
    }
    story.replicate(TaskState.STREAMING).expect(Phase.STREAMING);
    story.expectCondition(ConditionType.READY, Truth.TRUE, "AwaitingCutover");
    assertThat(story.status().message()).contains("undone 3 times", story.token());

    story.edit(story.given().confirming(story.token())).expect(Phase.CUTTING_OVER);
  }

  static Stream<Arguments> obstacles() {
    Report streaming = Report.of(TaskState.STREAMING);
    return Stream.of(
        Arguments.of("LagTooHigh", streaming.lag(201)),
        Arguments.of("NotVerified", streaming.verification(Report.verified(State.RUNNING, false))),
        Arguments.of(
            "VerificationDifferent",
            streaming.verification(Report.verified(State.DIFFERENT, false))),
        Arguments.of(
            "DirtySetOverflow", streaming.verification(Report.verified(State.PASSED, true))),
        Arguments.of(
            "VerificationFailed",
            streaming.verification(Report.verified(State.FAILED, false).with(null, "a defect"))),
        Arguments.of("ForeignWrite", streaming.verification(writtenTo("10.0.0.7:5: set", true))),
        Arguments.of("NotStreaming", Report.of(TaskState.CONNECTING)),
        Arguments.of("ScriptsIgnoreFence", streaming.blocked("ScriptsIgnoreFence")));
  }

  private static VerificationProgress writtenTo(String writer, boolean sincePass) {
    return Report.verified(State.PASSED, false)
        .with(new ForeignWrites(List.of(writer), Instant.EPOCH, sincePass), null);
  }

  @Test
  void forHowLongALostWorkerLeftTheSourceClosedIsToldOnceAndStaysInTheReport() {
    Story story = frozen();
    String token = story.order().cutover().token();
    Instant closed = story.now();
    Report frozen = Report.of(TaskState.ARMED).fencing(FenceKind.MIN_REPLICAS).answering(token);
    story.report(
        TaskType.REPLICATE,
        frozen
            .withoutOutage()
            .step("Fence", closed, null)
            .ledger(Report.fence(LedgerEntry.State.APPLIED)));
    LedgerEntry opened =
        Report.fence(LedgerEntry.State.APPLIED)
            .to(LedgerEntry.State.RESTORED, null, closed.plusSeconds(7));
    Report next =
        Report.of(TaskState.PREPARED)
            .fencing(FenceKind.MIN_REPLICAS)
            .answering(token)
            .withoutOutage();

    story.report(TaskType.REPLICATE, next.ledger(opened));
    story.report(TaskType.REPLICATE, next.ledger(opened).lag(7));

    assertThat(story.eventReasons()).containsOnlyOnce("SourceWasClosed");
    assertThat(story.status().history().closedMillis()).containsExactly(7_000L);

    Story tried = story.fork();
    tried.answer(TaskState.ARMED).answer(TaskState.COMMITTED).answer(TaskState.DETACHED);
    assertThat(tried.expect(Phase.COMPLETED).status().message())
        .contains("before, a cutover that was undone had closed the source for 7.0 s");

    story.report(TaskType.REPLICATE, Report.of(TaskState.ABORTED).answering(token).withoutOutage());
    story.expect(Phase.STREAMING);
    story.replicate(TaskState.STREAMING).after(Duration.ofMinutes(1));
    story.replicate(TaskState.STREAMING).until(Phase.COMPLETED);

    assertThat(story.status().cutover().outageMillis()).isEqualTo(42);
    assertThat(story.status().message())
        .contains("writes were refused for 42 ms")
        .contains("before, a cutover that was undone had closed the source for 7.0 s");
  }

  @ParameterizedTest(name = "worker of the next epoch: {0}")
  @ValueSource(booleans = {false, true})
  void differencesUnderTheFenceMakeAnotherPassComeFirst(boolean nextWorker) {
    Story story = frozen();
    int pass = story.order().replication().verificationRound();
    Report streaming = Report.of(TaskState.STREAMING);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.ABORTED)
            .failure("VerificationFailed", true)
            .answering(story.order().cutover().token()));

    story.expect(Phase.STREAMING);
    assertThat(story.events("CutoverUndone").get(0))
        .contains("VerificationFailed", "both sides are compared again before the next one");
    assertThat(story.order().replication().verificationRound()).isEqualTo(pass + 1);
    story.report(TaskType.REPLICATE, streaming).after(Duration.ofMinutes(1));
    story.report(TaskType.REPLICATE, streaming);
    story.expectCondition(ConditionType.CUTOVER_READY, Truth.FALSE, "DifferedAtFence");
    assertThat(story.status().cutover().blockers().get(0).message())
        .contains("run redis-migration repair");

    if (nextWorker) {
      story.restarted();
      story.report(TaskType.REPLICATE, streaming.verification(round(State.RUNNING, 2)));
      story.expectCondition(ConditionType.CUTOVER_READY, Truth.FALSE, "NotVerified");
      story.report(TaskType.REPLICATE, streaming.verification(round(State.PASSED, 2)));
    } else {
      story.report(TaskType.REPLICATE, streaming.verification(round(State.RUNNING, 2)));
      story.expectCondition(ConditionType.CUTOVER_READY, Truth.FALSE, "DifferedAtFence");
      story.report(TaskType.REPLICATE, streaming.verification(round(State.PASSED, 2)));
    }
    story.expectCondition(ConditionType.CUTOVER_READY, Truth.TRUE, "NothingInTheWay");
  }

  private static VerificationProgress round(State state, int round) {
    return new VerificationProgress(state, round, 100L, 10, 0, 0, 0, 0, 0, 0, false, null);
  }

  @Test
  void undoneCutoversStayKnownWithWhatTheyDidToWriters() {
    Story story = frozen().answer(TaskState.ABORTED).expect(Phase.STREAMING);
    story.replicate(TaskState.STREAMING).after(Duration.ofMinutes(1));
    story.replicate(TaskState.STREAMING).until(Phase.CUTTING_OVER);
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("TargetForeign", true));

    story.expect(Phase.FAILED);

    assertThat(story.status().history().undone())
        .extracting(History.Undone::closedMillis)
        .containsExactly(42L, null);
    assertThat(story.status().history().undone().get(0).because()).startsWith("WorkerAborted");
    MigrationReport report = new Reporter(1024).of(story.migration(), "shop", story.now());
    assertThat(report.cutover().undoneOnes())
        .extracting(MigrationReport.Undone::outageMillis)
        .containsExactly(42L, null);
    assertThat(ReportPage.of(report))
        .contains("a cutover that was undone had closed the source for 42 ms");
  }

  @Test
  void aForeignWriterIsToldOnceAndHoldsTheCutoverUntilAPassIsNewer() {
    Story story = new Story(Given.plain()).until(Phase.FULL_SYNC);
    Report streaming = Report.of(TaskState.STREAMING);
    story.report(TaskType.REPLICATE, streaming.verification(writtenTo("10.0.0.7:5: set", true)));
    story.report(
        TaskType.REPLICATE, streaming.lag(7).verification(writtenTo("10.0.0.7:5: set", true)));

    assertThat(story.eventReasons()).containsOnlyOnce("ForeignWrite");
    story.expectCondition(ConditionType.VERIFIED, Truth.FALSE, "ForeignWrite");
    assertThat(story.status().cutover().blockers())
        .extracting(Blocker::message)
        .anyMatch(text -> text.contains("newer than the last foreign write"));

    story.report(TaskType.REPLICATE, streaming.verification(writtenTo("10.0.0.7:5: set", false)));
    assertThat(story.status().cutover().blockers()).isEmpty();
    story.expectCondition(ConditionType.VERIFIED, Truth.TRUE, "Equal");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("obstacles")
  void aConfirmedCutoverWaitsForWhatStandsInItsWay(String reason, Report report) {
    Story story = new Story(Given.plain()).until(Phase.FULL_SYNC).replicate(TaskState.STREAMING);
    story.report(TaskType.REPLICATE, report);

    story.edit(Given.plain().confirming(story.token())).expect(Phase.STREAMING);

    assertThat(story.status().cutover().blockers()).extracting(Blocker::reason).contains(reason);
    assertThat(story.status().message()).contains(reason);
    story.replicate(TaskState.STREAMING).expect(Phase.CUTTING_OVER);
  }

  @Test
  void withoutAnyFenceTheBlockerNamesExternal() {
    Story story =
        new Story(Given.plain())
            .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).fencing(null))
            .report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).fencing(null));
    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).fencing(null));

    assertThat(story.status().cutover().blockers())
        .singleElement()
        .satisfies(blocker -> assertThat(blocker.message()).contains("External"));
  }

  @Test
  void aMigrationWithoutVerificationIsNotHeldByIt() {
    Given off = Given.plain().verification(VerificationSpec.Mode.OFF);
    Story story = new Story(off).until(Phase.FULL_SYNC);
    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).verification(null));

    assertThat(story.status().cutover().blockers()).isEmpty();
    story.expectCondition(ConditionType.VERIFIED, Truth.UNKNOWN, "VerificationOff");
  }

  @Test
  void theLeastAdvancedShardDecidesAndThePlannerCommits() {
    Story story =
        new Story(Given.plain())
            .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).shards("a", "b"));
    assertThat(story.orders()).hasSize(2);
    assertThat(story.orders()).filteredOn("owner", true).hasSize(1);
    story
        .report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).shards("a", "b"))
        .report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).shards("a", "b"));
    story.edit(Given.plain().confirming(story.token())).expect(Phase.CUTTING_OVER);
    String token = story.order().cutover().token();
    Report armed = Report.of(TaskState.ARMED).shards("a", "b").answering(token);
    Report sealed = Report.of(TaskState.SEALED).shards("a", "b").answering(token);

    story.reportShard("a", armed).expectDesired(DesiredState.RUN);
    story.reportShard("b", armed).expectDesired(DesiredState.FREEZE);
    assertThat(story.order().cutover().workerDecides()).isFalse();
    story.reportShard("a", sealed);
    assertThat(story.status().cutover().decision()).isEqualTo(Decision.OPEN);
    story.reportShard("b", sealed).expectDesired(DesiredState.FREEZE);
    assertThat(story.orders()).allMatch(order -> order.cutover().decision() == Decision.COMMIT);

    Report committed = Report.of(TaskState.COMMITTED).shards("a", "b").answering(token);
    story.reportShard("a", committed).expectDesired(DesiredState.FREEZE);
    story.reportShard("b", committed).expectDesired(DesiredState.DETACH);
    story
        .report(TaskType.REPLICATE, Report.of(TaskState.DETACHED).shards("a", "b").answering(token))
        .expect(Phase.COMPLETED);
  }

  @Test
  void oneShardThatAbortsUndoesAll() {
    Story story =
        new Story(Given.plain())
            .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).shards("a", "b"))
            .report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).shards("a", "b"))
            .report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).shards("a", "b"));
    story.edit(Given.plain().confirming(story.token()));
    String token = story.order().cutover().token();
    story.report(TaskType.REPLICATE, Report.of(TaskState.ARMED).answering(token));

    story.reportShard("a", Report.of(TaskState.SEALED).answering(token));
    story.reportShard("b", Report.of(TaskState.ABORTED).answering(token));

    assertThat(story.status().cutover().decision()).isEqualTo(Decision.ABORT);
    story.expect(Phase.CUTTING_OVER).expectDesired(DesiredState.RUN);
    story.reportShard("a", Report.of(TaskState.ABORTED).answering(token)).expect(Phase.STREAMING);
  }

  @Test
  void aWorkerLostAfterTheCommitLeavesTheParametersToARestoreTask() {
    Story story = frozen();
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.COMMITTED)
            .answering(story.order().cutover().token())
            .ledger(
                Report.parameter(LedgerEntry.State.APPLIED),
                Report.fence(LedgerEntry.State.APPLIED)));

    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED)
            .failure("SourceLost", true)
            .answering(story.order().cutover().token()));

    story.expect(Phase.CUTTING_OVER);
    assertThat(story.order().type()).isEqualTo(TaskType.RESTORE);
    assertThat(story.order().ledger())
        .as("the lasting fence stays")
        .extracting(LedgerEntry::parameter)
        .containsExactly("repl-timeout");
    story.report(
        TaskType.RESTORE,
        Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)));
    story
        .expect(Phase.COMPLETED)
        .expectNoTasks()
        .expectCondition(ConditionType.PARAMETERS_RESTORED, Truth.TRUE, "Restored");
    assertThat(happenings(story)).extracting(History.Happening::reason).doesNotContain("ClaimLeft");
  }

  @Test
  void aClaimThatCannotBeRemovedAfterTheCommitIsToldOf() {
    Story story = frozen();
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.COMMITTED)
            .answering(story.order().cutover().token())
            .ledger(Report.parameter(LedgerEntry.State.APPLIED)));
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.FAILED)
            .failure("TargetUnreachable", true)
            .answering(story.order().cutover().token()));

    story.report(
        TaskType.RESTORE,
        Report.of(TaskState.FAILED)
            .failure("ClaimLeft", true)
            .ledger(Report.parameter(LedgerEntry.State.RESTORED)));

    story.expect(Phase.COMPLETED);
    assertThat(happenings(story))
        .filteredOn(each -> each.reason().equals("ClaimLeft"))
        .singleElement()
        .satisfies(each -> assertThat(each.message()).endsWith("; it broke; mend it"));
  }

  private static List<History.Happening> happenings(Story story) {
    return story.status().history().timeline();
  }

  private static Story confirmed() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.edit(Given.plain().confirming(story.token())).expect(Phase.CUTTING_OVER);
    assertThat(story.status().allowedActions()).contains(UserAction.CANCEL);
    return story;
  }

  private static Story frozen() {
    return confirmed().answer(TaskState.ARMED).expectDesired(DesiredState.FREEZE);
  }
}
