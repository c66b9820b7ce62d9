package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Promise;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.testkit.data.Dataset;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to compare carries a migration to its end, and says what it leaves unproven. */
class VerificationModesTest {
  private static final Duration NEARLY = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest(name = "{0} to {1}, {2}, at the fence {3}")
  @CsvSource({
    "2.8, 7.0, Sample, Full, ''",
    "7.0, valkey-9.1, Counts, Counts, numbers of keys",
  })
  void carriesAMigrationToItsEnd(
      String from, String to, String mode, String atFence, String weakness) {
    given
        .source(from)
        .target(to)
        .holding(Dataset.seeded(3).keys(5_000))
        .manifest(
            Manifest.shortest()
                .set("spec.verification.mode", mode)
                .set("spec.verification.atFence", atFence)
                .set("spec.verification.sampleKeys", 1_000));
    given.underEveryOperation(300);

    when.migrationStreams().untilCaughtUp(NEARLY);
    scene
        .migration()
        .await("compared", status -> status.verification().state() == State.PASSED, LIMIT);
    assertThat(reason(scene.migration().status())).contains(weakness);

    then.completed(when.cutoverIsConfirmed()).bothHoldTheSame().parametersAreRestored();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "6.2, 8.0"})
  void snapshotsOfBothSidesCarryAMigrationToItsEnd(String from, String to) {
    given
        .source(from)
        .target(to)
        .holding(Dataset.seeded(3).keys(5_000))
        .manifest(Manifest.shortest().set("spec.verification.method", "Snapshots"));
    given.underEveryOperation(300);

    when.migrationStreams().untilCaughtUp(NEARLY);
    scene
        .migration()
        .await("compared", status -> status.verification().state() == State.PASSED, LIMIT);
    assertThat(scene.migration().status().verification().pass().method())
        .isEqualTo(VerificationSpec.Method.SNAPSHOTS);

    then.completed(when.cutoverIsConfirmed()).bothHoldTheSame().parametersAreRestored();
  }

  private static String reason(MigrationStatus status) {
    return status.guarantees().stream()
        .filter(each -> each.promise() == Promise.NO_WRITE_LOST_OR_REPEATED)
        .map(Guarantee::reason)
        .findFirst()
        .orElseThrow();
  }
}
