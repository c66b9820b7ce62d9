package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.FenceWork;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec.AtFence;
import io.redismigration.migration.model.VerificationSpec.Mode;
import io.redismigration.migration.report.MigrationReport.DifferingDatabase;
import io.redismigration.migration.report.Reporter;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationModesTest {
  private static final Report STREAMING = Report.of(TaskState.STREAMING);

  private static Story streaming(Given given) {
    return new Story(given).until(Phase.FULL_SYNC);
  }

  @Test
  void everyKeyUnderTheFenceSaysBeforeAnybodyConfirmsHowLongTheSourceIsClosed() {
    Story story = streaming(Given.plain().atFence(AtFence.FULL));

    story.report(
        TaskType.REPLICATE,
        STREAMING.verification(Report.passed(Mode.FULL, Duration.ofMillis(2_345))));

    assertThat(story.status().cutover().blockers()).isEmpty();
    assertThat(story.status().message()).contains("closed", "about 2345 ms", story.token());
  }

  @Test
  void whatTakesLongerThanACutoverMayIsNotBegun() {
    Story story = streaming(Given.plain().atFence(AtFence.FULL));

    story.report(
        TaskType.REPLICATE,
        STREAMING.verification(Report.passed(Mode.FULL, Duration.ofSeconds(45))));

    assertThat(story.status().cutover().blockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.reason()).isEqualTo("OutageTooLong");
              assertThat(blocker.message())
                  .contains("45 s", "30 s", "spec.cutover.timeout", "atFence to Delta");
            });
    story.edit(Given.plain().atFence(AtFence.DELTA));
    assertThat(story.status().cutover().blockers()).isEmpty();
  }

  @Test
  void busyLargeKeysAreCopiedUnderTheFenceAndTheirTimeIsTold() {
    Story story = streaming(Given.plain());

    story.report(TaskType.REPLICATE, STREAMING.verification(leaving(Duration.ofMillis(700))));

    assertThat(story.status().cutover().blockers()).isEmpty();
    assertThat(story.status().message())
        .contains("2 large, busy keys are copied again, about 700 ms");
    story.report(TaskType.REPLICATE, STREAMING.verification(leaving(Duration.ofSeconds(31))));
    assertThat(story.status().cutover().blockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.reason()).isEqualTo("OutageTooLong");
              assertThat(blocker.message())
                  .as("atFence is Delta already")
                  .endsWith("raise it, or write less to the large keys until it is over");
            });
  }

  @Test
  void differencesOfSeveralShardsAreOneSumPerDatabaseAndAreInTheReport() {
    Story story =
        new Story(Given.plain())
            .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).shards("a", "b"));
    Report streaming = STREAMING.shards("a", "b");
    story
        .report(TaskType.REPLICATE, Report.of(TaskState.PREPARED).shards("a", "b"))
        .reportShard("a", streaming.verification(differing(Map.of(0, 2L, 3, 1L))))
        .reportShard("b", streaming.verification(differing(Map.of(3, 4L, 7, 1L))));

    assertThat(story.status().verification().differingByDatabase())
        .isEqualTo(Map.of(0, 2L, 3, 5L, 7, 1L));
    assertThat(
            new Reporter(1024)
                .of(story.migration(), null, story.now())
                .verification()
                .differingByDatabase())
        .containsExactly(
            new DifferingDatabase(0, 2), new DifferingDatabase(3, 5), new DifferingDatabase(7, 1));
    assertThat(story.status().verification().mostDiffering(2)).isEqualTo(Map.of(0, 2L, 3, 5L));
    story.restarted();
    assertThat(story.status().verification().differingByDatabase())
        .as("known until a worker says otherwise")
        .isEqualTo(Map.of(0, 2L, 3, 5L, 7, 1L));
  }

  private static VerificationProgress differing(Map<Integer, Long> databases) {
    return Report.verified(VerificationProgress.State.DIFFERENT, false).with(databases);
  }

  private static VerificationProgress leaving(Duration takes) {
    VerificationProgress equal = Report.passed(Mode.FULL, null);
    return equal.with(List.of(), equal.pass(), new FenceWork(2, takes));
  }

  @Test
  void aSampleVerifiesAndWeakensThePromise() {
    Story story = streaming(Given.plain().verification(Mode.SAMPLE));

    story.report(TaskType.REPLICATE, STREAMING.verification(Report.passed(Mode.SAMPLE, null)));

    assertThat(story.status().cutover().blockers()).isEmpty();
    story.expectCondition(ConditionType.VERIFIED, Truth.TRUE, "SampleEqual");
    assertThat(story.status().condition(ConditionType.VERIFIED).message())
        .isEqualTo("10 of 1000 keys compared");
  }

  @Test
  void aModeThatChangesHoldsTheCutoverUntilItWasFollowed() {
    Story story = streaming(Given.plain());
    story.report(TaskType.REPLICATE, STREAMING.verification(Report.passed(Mode.FULL, null)));
    assertThat(story.status().cutover().blockers()).isEmpty();

    story.edit(Given.plain().verification(Mode.COUNTS));

    assertThat(story.order().replication().verification().mode()).isEqualTo(Mode.COUNTS);
    assertThat(story.status().cutover().blockers())
        .extracting(Blocker::reason)
        .containsExactly("NotVerified");
    story.report(TaskType.REPLICATE, STREAMING.verification(Report.passed(Mode.COUNTS, null)));
    assertThat(story.status().cutover().blockers()).isEmpty();
    story.expectCondition(ConditionType.VERIFIED, Truth.TRUE, "CountsEqual");
    assertThat(story.status().guarantees())
        .allMatch(each -> each.strength() != Guarantee.Strength.HELD || each.reason().isEmpty());
  }
}
