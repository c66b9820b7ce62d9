package io.redismigration.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.Fixtures;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.report.ReportPage;
import io.redismigration.migration.report.Reporter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportViewTest {
  private static final String UNCOMPARED = "1,234 keys written since not compared";

  @Test
  void aVerdictThatWasNotFollowedByACutoverIsToldWithWhatWasWrittenSince() {
    Migration cancelled = ended(Phase.CANCELLED, Decision.OPEN, equal(1_234, false));

    assertThat(text(cancelled)).contains("equal, 50 keys compared at offset 9; " + UNCOMPARED);
    assertThat(ReportPage.of(new Reporter(1024).of(cancelled, null, Fixtures.NOON)))
        .contains("Passed; " + UNCOMPARED);
    assertThat(status(cancelled)).contains("at offset 9; " + UNCOMPARED);
  }

  @Test
  void keysThatWereLostTrackOfAreNotCalledEqual() {
    assertThat(text(ended(Phase.FAILED, Decision.OPEN, equal(0, true))))
        .contains("; more keys written since than are remembered, not compared");
  }

  @Test
  void aCommittedCutoverHasComparedWhatWasWrittenSince() {
    Migration completed = ended(Phase.COMPLETED, Decision.COMMIT, equal(1_234, false));

    assertThat(text(completed))
        .contains("equal, 50 keys compared at offset 9")
        .doesNotContain("not compared");
    assertThat(ReportPage.of(new Reporter(1024).of(completed, null, Fixtures.NOON)))
        .contains("1,234 keys, compared under the fence")
        .doesNotContain("not compared");
    assertThat(status(completed)).doesNotContain("not compared");
  }

  @Test
  void aVerdictThatAForeignWriteOutdatedSaysSo() {
    VerificationProgress written =
        equal(0, false)
            .with(new ForeignWrites(List.of("10.0.0.7:41222 SET"), Fixtures.NOON, true), null);

    assertThat(text(ended(Phase.FAILED, Decision.OPEN, written)))
        .contains("outdated by a foreign write of 10.0.0.7:41222 SET; before it equal, ");
  }

  @Test
  void whatDiffersIsToldByDatabase() {
    VerificationProgress different =
        new VerificationProgress(State.DIFFERENT, 1, 9L, 50, 1, 2, 0, 0, 0, 0, false, null)
            .with(Map.of(3, 1L, 0, 2L));
    Migration failed = ended(Phase.FAILED, Decision.OPEN, different);

    assertThat(text(failed)).contains("0 ttl; 2 in database 0, 1 in database 3; 50 keys compared");
    assertThat(ReportPage.of(new Reporter(1024).of(failed, null, Fixtures.NOON)))
        .contains("Keys that differ");
  }

  private static VerificationProgress equal(long open, boolean overflow) {
    return new VerificationProgress(State.PASSED, 1, 9L, 50, 0, 0, 0, 0, 0, open, overflow, null);
  }

  private static String text(Migration migration) {
    return new ReportView(Paint.PLAIN)
        .render(new Reporter(1024).of(migration, null, Fixtures.NOON));
  }

  private static String status(Migration migration) {
    Invocation again = new Invocation(List.of());
    return new StatusView(Paint.PLAIN)
        .render(
            new StoredRun(StoredRun.VERSION, Fixtures.NOON, migration, List.of()),
            Optional.empty(),
            again,
            again,
            Fixtures.NOON);
  }

  private static Migration ended(Phase phase, Decision decision, VerificationProgress seen) {
    CutoverStatus cutover =
        new CutoverStatus(
            null,
            1,
            0,
            Stage.NONE,
            decision,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0);
    MigrationStatus none = MigrationStatus.initial();
    return Fixtures.newRun()
        .migration()
        .with(
            new MigrationStatus(
                1,
                phase,
                null,
                null,
                null,
                null,
                null,
                null,
                none.progress(),
                null,
                null,
                seen,
                cutover,
                null,
                null,
                null,
                none.latches(),
                none.run(),
                none.observed(),
                none.times(),
                none.history(),
                null));
  }
}
