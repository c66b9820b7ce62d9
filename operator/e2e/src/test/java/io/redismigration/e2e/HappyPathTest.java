package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.data.Dataset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HappyPathTest {

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({"2.8, 7.0", "7.0, newest", "6.2, valkey-9.1"})
  void aBusySourceMovesAndClosesBehindItself(String from, String to) {
    given
        .source(from)
        .target(to)
        .holding(Dataset.seeded(1).keys(20_000))
        .underEveryOperation(2_000)
        .manifest(Manifest.shortest().cuttingOverByItself());

    Result run = when.migrationRuns();

    then.completed(run)
        .writerWasStoppedByTheFence()
        .bothHoldTheSame()
        .parametersAreRestored()
        .sourceIsClosedUntilItsLiftCommandRuns();
    assertThat(scene.migration().shard().fullResyncs()).isZero();
    assertThat(scene.migration().status().cutover().outageMillis()).isLessThan(10_000);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({"7.0, 7.0"})
  void aSecondRunOfAFinishedMigrationChangesNothing(String from, String to) {
    given
        .source(from)
        .target(to)
        .holding(Dataset.seeded(2).keys(500))
        .manifest(Manifest.shortest().cuttingOverByItself());
    then.completed(when.migrationRuns());
    long offset = Long.parseLong(scene.target().info("master_repl_offset").orElseThrow());

    then.completed(when.migrationRuns()).bothHoldTheSame();

    assertThat(scene.target().info("master_repl_offset")).hasValue(Long.toString(offset));
  }
}
