package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.report.Reporter;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EditsTest {

  @ParameterizedTest
  @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "PENDING")
  void theSameManifestAgainChangesNothing(Phase phase) {
    Story story = Story.in(phase);
    MigrationStatus before = story.status();
    List<TaskSpec> orders = story.orders();

    Plan plan = story.again();

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.status()).isEqualTo(before);
    story.after(Duration.ofSeconds(1));
    assertThat(story.status()).isEqualTo(before);
    assertThat(story.orders()).isEqualTo(orders);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"FULL_SYNC", "STREAMING", "CUTTING_OVER"})
  void aFrozenFieldIsRefusedByNameAndTheRunGoesOnAsItWas(Phase phase) {
    Story story = Story.in(phase);
    Given original = story.given();
    TaskSpec order = story.order();

    story.edit(original.source("redis-other")).expect(phase);

    assertThat(story.status().observed().refused()).containsExactly("spec.source.endpoints");
    assertThat(story.status().message()).startsWith("spec.source.endpoints cannot change");
    assertThat(story.eventReasons()).contains("EditRefused");
    assertThat(story.order()).isEqualTo(order);
    assertThat(new Reporter(256).of(story.migration(), null, story.now()).source().endpoints())
        .as("the source in use")
        .isEqualTo(order.source().endpoints().get(0).toString());
    story.edit(original);
    assertThat(story.status().observed().refused()).isEmpty();
    assertThat(story.status().message()).doesNotContain("cannot change");
  }

  @Test
  void anEditWhileAwaitingStartValidatesAgainAndReArms() {
    Story story = Story.in(Phase.AWAITING_START);

    story.edit(story.given().start(StartSpec.Mode.SCHEDULED, story.now().plusSeconds(60)));

    story.expect(Phase.VALIDATING).validated().expect(Phase.AWAITING_START);
    story.after(Duration.ofSeconds(60)).expect(Phase.PREPARING);
  }

  @Test
  void throttleActsAtOnceAndOnTheRunningTask() {
    Story story = Story.in(Phase.FULL_SYNC);

    story.edit(story.given().throttle(50 << 20));

    assertThat(story.order().replication().throttle().bytesPerSecond()).isEqualTo(50 << 20);
    story.expect(Phase.FULL_SYNC);
  }

  @Test
  void suspendIsLatchedUntilAnExplicitResume() {
    Story story = Story.in(Phase.STREAMING);

    story.edit(story.given().suspend(true));
    assertThat(story.order().replication().suspended()).isTrue();
    story.expectCondition(ConditionType.READY, Truth.TRUE, "Suspended");
    story.edit(story.given().suspend(null));
    assertThat(story.order().replication().suspended()).as("absence changes nothing").isTrue();
    story.edit(story.given().confirming(story.token())).expect(Phase.STREAMING);
    story.edit(story.given().suspend(false)).expect(Phase.CUTTING_OVER);
  }

  @Test
  void aRequestActsOncePerNonce() {
    Story story = Story.in(Phase.STREAMING);

    story.edit(story.given().request(Request.VERIFY, "1"));
    story.edit(story.given().throttle(1)).edit(story.given().request(Request.VERIFY, "1"));
    assertThat(story.order().replication().verificationRound()).isEqualTo(1);
    story.edit(story.given().request(Request.VERIFY, "2"));
    assertThat(story.order().replication().verificationRound()).isEqualTo(2);
  }

  @Test
  void aRequestThatDoesNotFitIsToldAndSpent() {
    Story story = Story.in(Phase.FULL_SYNC);

    story.edit(story.given().request(Request.RETRY, "1")).expect(Phase.FULL_SYNC);
    assertThat(story.eventReasons()).contains("RequestIgnored");
    story.edit(story.given().request(Request.REHEARSE, "1"));
    assertThat(story.eventReasons()).contains("RequestIgnored", "RequestIgnored");
  }

  @Test
  void newWorkersGetTheLedgerAndThePointToResumeFrom() {
    Story story = Story.in(Phase.FULL_SYNC);
    story.report(
        TaskType.REPLICATE,
        Report.of(TaskState.STREAMING).ledger(Report.parameter(LedgerEntry.State.APPLIED)));
    TaskSpec before = story.order();
    assertThat(before.ledger()).as("not repeated to the worker that wrote it").isEmpty();

    story.restarted().expect(Phase.STREAMING);

    assertThat(story.order().epoch()).isEqualTo(before.epoch() + 1);
    assertThat(story.order().ledger()).hasSize(1);
    assertThat(story.order().resume().replicationId()).isEqualTo("id");
    assertThat(story.order().resume().confirmedOffset()).isEqualTo(110);
    assertThat(story.status().shards()).as("what was known stays").hasSize(1);
    assertThat(story.status().parameters()).hasSize(1);
  }

  @Test
  void newWorkersLearnWhatEarlierOnesHaveBeenThrough() {
    Story story = Story.in(Phase.STREAMING);
    story.report(
        TaskType.REPLICATE, Report.of(TaskState.STREAMING).reconnected(3).wentBack(1).ttlsExact());

    story.restarted();

    assertThat(story.order().resume().counts()).isEqualTo(new ResumePoint.Counts(3, 6, 0, 3, 1));
    assertThat(story.order().resume().ttlsExact()).isTrue();
  }

  @Test
  void theTokenBelongsToThisRunAlone() {
    Story story = Story.in(Phase.STREAMING);
    Story other = Story.in(Phase.STREAMING);
    assertThat(story.token()).isEqualTo(other.token()).hasSize(16);

    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("Broken", true));
    String last = story.token();
    story.edit(story.given().request(Request.RETRY, "1")).until(Phase.STREAMING);

    assertThat(story.token()).isNotEqualTo(last);
  }
}
