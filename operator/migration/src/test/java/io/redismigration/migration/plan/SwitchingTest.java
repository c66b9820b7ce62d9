package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients follow, from the look at it before the fence to the end of the watch over it. */
class SwitchingTest {
  private static final SwitchoverSpec CLIENTS =
      new SwitchoverSpec(
          "orders-switch",
          new SwitchoverSpec.OfService("orders-redis", Map.of("app", "redis-new"), null),
          null,
          null);

  @Test
  void theSourceIsClosedOnlyWhenItCouldBeSwitched() {
    Story story = arming();
    assertThat(switchOrder(story)).map(TaskSpec::desired).contains(DesiredState.PREPARE);
    assertThat(switchOrder(story)).map(TaskSpec::switchover).contains(CLIENTS);

    story.answer(TaskState.ARMED);
    assertThat(story.status().cutover().stage()).isEqualTo(Stage.ARMING);

    story.report(TaskType.SWITCH, ready());
    assertThat(story.status().cutover().stage()).isEqualTo(Stage.FREEZING);
  }

  @Test
  void oneThatCannotBeSwitchedKeepsTheSourceOpen() {
    Story story = arming().answer(TaskState.ARMED);

    story.report(
        TaskType.SWITCH,
        Report.of(TaskState.FAILED)
            .failure("SwitchoverNotPossible", true)
            .switched(service(SwitchedObject.State.BLOCKED, "is not there")));

    assertThat(story.status().cutover().stage()).isEqualTo(Stage.ABORTING);
    assertThat(switchOrder(story)).isEmpty();
    story.answer(TaskState.ABORTED).expect(Phase.STREAMING);
    assertThat(story.status().cutover().undoneBecause()).startsWith("SwitchoverNotPossible");
    assertThat(clients(story).objects().get(0).message()).isEqualTo("is not there");
  }

  @Test
  void onesWhoseWorkerDoesNotComeUndoTheCutoverInTime() {
    Story story = arming().answer(TaskState.ARMED);
    story.report(TaskType.SWITCH, Report.of(TaskState.PENDING).saying("no ServiceAccount"));

    story.after(Duration.ofSeconds(31));

    assertThat(story.status().cutover().undoneBecause())
        .isEqualTo("SwitchoverNotReady: no ServiceAccount");
  }

  @Test
  void anotherCutoverLooksAgainUnderAnotherName() {
    Story story = arming().answer(TaskState.ARMED).after(Duration.ofSeconds(31));
    String first = clients(story).spec() + "/" + clients(story).round();
    story.answer(TaskState.ABORTED).replicate(TaskState.STREAMING).after(Duration.ofMinutes(1));

    story.replicate(TaskState.STREAMING).edit(story.given().switching(CLIENTS, story.token()));

    assertThat(clients(story).spec() + "/" + clients(story).round()).isNotEqualTo(first);
    assertThat(switchOrder(story)).isPresent();
  }

  @Test
  void afterTheCommitItIsSwitchedBeforeAnythingIsTakenDown() {
    Story story = committed();
    assertThat(switchOrder(story)).map(TaskSpec::desired).contains(DesiredState.RUN);
    assertThat(replicateOrder(story).desired()).isEqualTo(DesiredState.FREEZE);
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.FALSE, "Switching");

    story.report(TaskType.SWITCH, done());

    assertThat(replicateOrder(story).desired()).isEqualTo(DesiredState.DETACH);
    assertThat(switchOrder(story)).map(TaskSpec::desired).contains(DesiredState.DETACH);
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.TRUE, "Switched");
    assertThat(story.eventReasons()).contains("SwitchedOver");
  }

  @Test
  void whatCannotBeSwitchedInTimeIsTheUsersToDo() {
    Story story = committed();
    story.report(
        TaskType.SWITCH,
        Report.of(TaskState.PREPARED)
            .saying("Service orders-redis is refused")
            .switched(service(SwitchedObject.State.BLOCKED, "is refused")));

    outOfPatience(story).answer(TaskState.DETACHED).expect(Phase.COMPLETED);

    story.expectNoTasks();
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.FALSE, "SwitchoverFailed");
    story.expectCondition(ConditionType.SUCCEEDED, Truth.TRUE, "Completed");
    assertThat(story.status().message())
        .contains("taken over", "Service orders-redis is refused", "spec.requests.retry");
    assertThat(story.eventReasons()).contains("SwitchoverFailed");
  }

  @Test
  void aRetryOfOneThatFailedSwitchesAgainAsTheManifestSaysNow() {
    Story story = outOfPatience(committed()).answer(TaskState.DETACHED);
    assertThat(story.status().allowedActions()).contains(UserAction.RETRY);
    SwitchoverSpec corrected =
        new SwitchoverSpec(
            "orders-switch",
            new SwitchoverSpec.OfService("orders", Map.of("app", "redis-new"), null),
            null,
            null);

    story.edit(story.given().switching(corrected, null).request(Request.RETRY, "1"));

    assertThat(switchOrder(story)).map(TaskSpec::desired).contains(DesiredState.RUN);
    assertThat(switchOrder(story)).map(TaskSpec::switchover).contains(corrected);
    story.report(
        TaskType.SWITCH,
        Report.of(TaskState.SWITCHED)
            .switched(List.of(object("orders", SwitchedObject.State.SWITCHED, null))));
    story.expect(Phase.COMPLETED);
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.TRUE, "Switched");
    assertThat(story.status().allowedActions()).doesNotContain(UserAction.RETRY);
  }

  @Test
  void whoeverLeadsClientsBackIsToldOfAndNotFought() {
    Story story = completed();
    Report reverted =
        Report.of(TaskState.SWITCHED)
            .switched(service(SwitchedObject.State.REVERTED, "written by argocd-controller"));

    story.report(TaskType.SWITCH, reverted);

    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.FALSE, "Reverted");
    assertThat(story.events("SwitchoverReverted"))
        .containsExactly("Service orders-redis: written by argocd-controller");
    assertThat(switchOrder(story)).map(TaskSpec::desired).contains(DesiredState.DETACH);
    story.report(TaskType.SWITCH, reverted);
    assertThat(story.events("SwitchoverReverted")).hasSize(1);

    story.report(TaskType.SWITCH, done());
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.TRUE, "Switched");
  }

  @Test
  void theWatchEndsAfterAWhile() {
    Story story = completed();
    assertThat(story.again().settled()).as("reported before the watch is over").isTrue();
    assertThat(story.wakeAt()).isBeforeOrEqualTo(clients(story).switchedAt().plus(Switching.GUARD));

    story.after(Switching.GUARD).expectNoTasks();

    assertThat(clients(story).state()).isEqualTo(SwitchoverStatus.State.DONE);
    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.TRUE, "Switched");
  }

  @Test
  void oneThatStaysLedBackIsLeftAsFailed() {
    Story story = completed();
    story.report(
        TaskType.SWITCH,
        Report.of(TaskState.SWITCHED)
            .switched(service(SwitchedObject.State.REVERTED, "written by kubectl")));

    story.after(Switching.GUARD).expectNoTasks();

    story.expectCondition(ConditionType.SWITCHED_OVER, Truth.FALSE, "SwitchoverFailed");
    assertThat(story.status().message()).contains("written by kubectl");
  }

  @Test
  void aMigrationThatIsDeletedWatchesNoLonger() {
    completed().delete().expectNoTasks();
  }

  @Test
  void aLostSwitchWorkerCostsNoEpochOfThoseThatMoveData() {
    Story story = committed();
    long data = replicateOrder(story).epoch();

    story.switchWorkerLost();

    assertThat(replicateOrder(story).epoch()).isEqualTo(data);
    assertThat(switchOrder(story)).map(TaskSpec::epoch).contains(2L);
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskState.class,
      names = {"SWITCHED", "FAILED"})
  void withoutAClusterNothingIsSwitched(TaskState ignored) {
    Story story =
        new Story(Given.plain().switching(CLIENTS, null), PlannerSettings.onOneMachine())
            .until(Phase.STREAMING);

    story.edit(story.given().switching(CLIENTS, story.token())).expect(Phase.CUTTING_OVER);
    story.report(TaskType.SWITCH, Report.of(ignored));

    assertThat(switchOrder(story)).isEmpty();
    story.answer(TaskState.ARMED).answer(TaskState.COMMITTED).answer(TaskState.DETACHED);
    story
        .expect(Phase.COMPLETED)
        .expectCondition(ConditionType.SWITCHED_OVER, Truth.TRUE, "Committed");
  }

  @Test
  void writesThatComeLateAreTold() {
    Story story = committed();

    story.report(
        TaskType.REPLICATE, Report.of(TaskState.COMMITTED).answering(story.token()).lateWrites(3));

    assertThat(story.status().cutover().lateWrites()).isEqualTo(3);
    assertThat(story.events("LateWrites")).hasSize(1).first().asString().startsWith("3 commands");
  }

  @Test
  void aSourceThatWasStartedAgainAfterTheCommitIsToldOnce() {
    Story story = committed();
    Report closedAgain =
        Report.of(TaskState.COMMITTED)
            .answering(story.token())
            .step("CloseSource", Instant.EPOCH, "had forgotten that it was closed");

    story.report(TaskType.REPLICATE, closedAgain).report(TaskType.REPLICATE, closedAgain);

    assertThat(story.events("SourceStartedAgain"))
        .hasSize(1)
        .first()
        .asString()
        .isEqualTo("had forgotten that it was closed");
  }

  private static Story arming() {
    Story story =
        new Story(Given.plain().switching(CLIENTS, null), PlannerSettings.inCluster())
            .until(Phase.STREAMING);
    return story.edit(story.given().switching(CLIENTS, story.token())).expect(Phase.CUTTING_OVER);
  }

  private static Story committed() {
    return arming()
        .answer(TaskState.ARMED)
        .report(TaskType.SWITCH, ready())
        .answer(TaskState.COMMITTED);
  }

  /** The workers that move data go on reporting meanwhile. */
  private static Story outOfPatience(Story story) {
    for (int third = 0; third < 3; third++) {
      story.after(Switching.PATIENCE.dividedBy(3)).answer(TaskState.COMMITTED);
    }
    return story;
  }

  private static Story completed() {
    return committed()
        .report(TaskType.SWITCH, done())
        .answer(TaskState.DETACHED)
        .expect(Phase.COMPLETED);
  }

  private static Report ready() {
    return Report.of(TaskState.PREPARED).switched(service(SwitchedObject.State.READY, null));
  }

  private static Report done() {
    return Report.of(TaskState.SWITCHED).switched(service(SwitchedObject.State.SWITCHED, null));
  }

  private static List<SwitchedObject> service(SwitchedObject.State state, String why) {
    return List.of(object("orders-redis", state, why));
  }

  private static SwitchedObject object(String name, SwitchedObject.State state, String why) {
    return new SwitchedObject("Service", name, state, why);
  }

  private static SwitchoverStatus clients(Story story) {
    return story.status().cutover().switchover();
  }

  private static Optional<TaskSpec> switchOrder(Story story) {
    return story.orders().stream().filter(order -> order.type() == TaskType.SWITCH).findFirst();
  }

  private static TaskSpec replicateOrder(Story story) {
    return story.orders().stream()
        .filter(order -> order.type() == TaskType.REPLICATE)
        .findFirst()
        .orElseThrow();
  }
}
