package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.History;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.report.MigrationReport;
import io.redismigration.migration.report.MigrationReport.Confirmation;
import io.redismigration.migration.report.MigrationReport.PhaseSpan;
import io.redismigration.migration.report.Reporter;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a migration remembers on its way, and the report made from it. */
class ReportStoryTest {

  @Test
  void tellsThePhasesTheRatesTheLagAndWhoConfirmed() {
    Story story = new Story(Given.plain()).until(Phase.PREPARING);
    story
        .validated()
        .report(
            TaskType.REPLICATE,
            Report.of(TaskState.PREPARED).ledger(Report.parameter(LedgerEntry.State.APPLIED)));
    story.after(Duration.ofSeconds(10)).replicate(TaskState.STREAMING).expect(Phase.STREAMING);
    Instant confirmedAt = story.after(Duration.ofSeconds(20)).now();
    story
        .writtenBy("kubectl-edit", "spec.cutover.confirm")
        .until(Phase.COMPLETED)
        .after(Duration.ofHours(1));

    MigrationReport report = report(story);

    assertThat(report.phase()).isEqualTo("Completed");
    assertThat(report.confirmations())
        .containsExactly(
            new Confirmation(
                "Cutover", "spec.cutover.confirm", "kubectl-edit", confirmedAt, confirmedAt));
    assertThat(report.phases())
        .extracting(PhaseSpan::phase)
        .containsExactly(
            "Validating",
            "AwaitingStart",
            "Preparing",
            "FullSync",
            "Streaming",
            "CuttingOver",
            "Completed");
    assertThat(report.phases())
        .filteredOn(span -> span.phase().equals("Streaming"))
        .extracting(PhaseSpan::millis)
        .containsExactly(20_000L);
    assertThat(report.fullSync()).isEqualTo(new MigrationReport.FullSync(1, 5, 10_000, 0, 0));
    assertThat(report.cutover().lagBytes()).isEqualTo(80);
    assertThat(report.cutover().lagMillis()).isEqualTo(5);
    assertThat(report.cutover().outageMillis()).isEqualTo(42);
    assertThat(report.cutover().decision()).isEqualTo("Commit");
    assertThat(report.times().tookMillis()).isEqualTo(30_000);
    assertThat(report.stream())
        .singleElement()
        .satisfies(shard -> assertThat(shard.commandsPerSecond()).isEqualTo(0));
    assertThat(report.timeline())
        .extracting(MigrationReport.Event::reason)
        .containsSubsequence(
            "Accepted", "Started", "FullSyncCompleted", "CutoverBegan", "Committed");
    assertThat(report.restore())
        .as("no worker said that it was put back")
        .containsExactly("redis-cli -h redis-old -p 6379 CONFIG SET repl-timeout '60'");
  }

  @Test
  void everyRequestThatIsActedOnIsRememberedOnceAndOneThatIsNotNever() {
    Story story = Story.in(Phase.STREAMING);
    story.writtenBy("argocd", "spec.requests.verify").writtenBy("alice", "spec.suspend");

    story.edit(story.given().request(Request.VERIFY, "1").suspend(true));
    story.edit(story.given().suspend(false)).after(Duration.ofMinutes(1));
    story.edit(story.given().request(Request.RETRY, "not now"));
    story.edit(story.given().cancel());

    assertThat(report(story).confirmations())
        .extracting(asked -> asked.what() + " by " + asked.by())
        .containsExactly(
            "Start by null",
            "Suspend by alice",
            "Verify by argocd",
            "Resume by alice",
            "Cancel by null");
  }

  @Test
  void aRetryMeasuresAnewAndKeepsWhatHappened() {
    Story story = Story.in(Phase.FAILED);
    assertThat(report(story).failure().reason()).isEqualTo("SourceLost");

    story.edit(story.given().request(Request.RETRY, "again")).until(Phase.FULL_SYNC);

    MigrationReport report = report(story);
    assertThat(report.failure()).isNull();
    assertThat(report.fullSync()).isNull();
    assertThat(report.attempt()).isEqualTo(2);
    assertThat(report.phases())
        .extracting(PhaseSpan::phase)
        .contains("Failed")
        .endsWith("FullSync");
    assertThat(report.phases().get(report.phases().size() - 1).to()).as("still there").isNull();
  }

  @Test
  void theTimelineIsBoundedAndSaysWhatItForgot() {
    Story story = Story.in(Phase.STREAMING);
    int before = story.status().history().timeline().size();

    for (int i = 0; i < History.LONGEST; i++) {
      story.edit(story.given().suspend(i % 2 == 0));
    }

    assertThat(story.status().history().timeline()).hasSize(History.LONGEST);
    assertThat(story.status().history().forgotten()).isEqualTo(before);
    assertThat(story.status().history().confirmations()).hasSize(History.MOST_CONFIRMATIONS);
    assertThat(report(story).timelineForgotten()).isEqualTo(before);
  }

  private static MigrationReport report(Story story) {
    return new Reporter(1024).of(story.migration(), "shop", story.now());
  }
}
