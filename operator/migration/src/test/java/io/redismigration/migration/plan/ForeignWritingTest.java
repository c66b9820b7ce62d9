package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignWritingTest {
  private static final String WRITER = "10.0.0.7:5 (billing): set";
  private static final Instant LAST = Instant.parse("2030-01-01T00:00:00Z");

  @ParameterizedTest(name = "{0}, foreignWrites {1}: {2}")
  @CsvSource({
    "FULL_SYNC, WARN, FULL_SYNC",
    "FULL_SYNC, FAIL, FAILED",
    "STREAMING, WARN, STREAMING",
    "STREAMING, FAIL, FAILED"
  })
  void aForeignWriteEndsTheMigrationWhereThePolicySaysSo(
      Phase phase, ForeignWritePolicy policy, Phase then) {
    Story story = new Story(Given.plain().foreignWrites(policy)).until(phase);

    story.report(TaskType.REPLICATE, writtenTo(phase));

    story.expect(then);
  }

  @ParameterizedTest(name = "in {0} the remedy says \"{1}\"")
  @CsvSource({"FULL_SYNC, empties the target", "STREAMING, compares everything again"})
  void theFailureNamesTheWriterAndWhatARetryDoes(Phase phase, String remedy) {
    Story story = new Story(Given.plain().foreignWrites(ForeignWritePolicy.FAIL)).until(phase);

    story.report(TaskType.REPLICATE, writtenTo(phase));

    assertThat(story.status().failure().reason()).isEqualTo("ForeignWrite");
    assertThat(story.status().failure().message()).contains(WRITER, LAST.toString());
    assertThat(story.status().failure().remedy()).contains(remedy);
    assertThat(story.status().failure().retryable()).isTrue();
  }

  @Test
  void aTargetThatIsWatchedInsteadOfLockedIsToldOfOnce() {
    Report report =
        Report.of(TaskState.FULL_SYNC)
            .ledger(
                new LedgerEntry(
                    Side.TARGET,
                    "0",
                    "redis-new:6379",
                    "",
                    LockedUser.parameter(WatchedInstead.EVERYBODY),
                    "",
                    "",
                    LedgerEntry.State.NOT_APPLIED,
                    WatchedInstead.because("it may not"),
                    LAST));
    Story story = new Story(Given.plain()).until(Phase.FULL_SYNC);
    assertThat(story.order().replication().lockMayFail()).as("Auto").isTrue();

    story.report(TaskType.REPLICATE, report).report(TaskType.REPLICATE, report);

    assertThat(story.status().history().timeline())
        .filteredOn(each -> each.reason().equals("TargetNotLocked"))
        .singleElement()
        .satisfies(each -> assertThat(each.message()).contains("redis-new:6379", "it may not"));
  }

  @Test
  void thePolicyActsAtOnceWhenItIsEdited() {
    Story story = new Story(Given.plain()).until(Phase.STREAMING);
    story.report(TaskType.REPLICATE, writtenTo(Phase.STREAMING)).expect(Phase.STREAMING);

    story.edit(Given.plain().foreignWrites(ForeignWritePolicy.FAIL));

    story.expect(Phase.FAILED);
  }

  @Test
  void laterWorkersOfTheRunAreToldWhoWroteAndARetryIsNot() {
    Story story = new Story(Given.plain()).until(Phase.FULL_SYNC);
    story.report(TaskType.REPLICATE, writtenTo(Phase.FULL_SYNC));
    assertThat(story.order().replication().foreignWriters()).as("it knows").isEmpty();

    story.restarted();
    assertThat(story.order().replication().foreignWriters()).containsExactly(WRITER);
    story.report(TaskType.REPLICATE, Report.of(TaskState.FULL_SYNC)).restarted();

    assertThat(story.order().replication().foreignWriters()).containsExactly(WRITER);
    assertThat(story.status().verification().foreign().sincePass()).isFalse();
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("ForeignWrite", true));
    story.report(TaskType.RESTORE, Report.of(TaskState.SUCCEEDED));
    story.edit(story.given().request(Request.RETRY, "1")).until(Phase.FULL_SYNC);
    assertThat(story.order().replication().foreignWriters()).as("its consent").isEmpty();
  }

  @Test
  void onlyAPolicyThatWasSetChangesWhatWasValidated() {
    MigrationSpec unset = Given.plain().spec();
    MigrationSpec warn = Given.plain().foreignWrites(ForeignWritePolicy.WARN).spec();
    MigrationSpec fail = Given.plain().foreignWrites(ForeignWritePolicy.FAIL).spec();

    assertThat(Validation.digest(warn)).isEqualTo(Validation.digest(unset));
    assertThat(Validation.digest(fail)).isNotEqualTo(Validation.digest(unset));
  }

  private static Report writtenTo(Phase phase) {
    TaskState state = phase == Phase.FULL_SYNC ? TaskState.FULL_SYNC : TaskState.STREAMING;
    VerificationProgress seen =
        Report.verified(State.PASSED, false)
            .with(new ForeignWrites(List.of(WRITER), LAST, true), null);
    return Report.of(state).verification(seen);
  }
}
