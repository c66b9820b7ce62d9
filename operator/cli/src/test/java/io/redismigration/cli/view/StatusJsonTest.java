package io.redismigration.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.Fixtures;
import io.redismigration.manifest.StatusMapper;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

  @Test
  void validateAndStatusOnOneMachineShowChecksAsAClusterDoes() {
    List<CheckResult> all =
        Arrays.stream(CheckOutcome.values())
            .map(
                outcome ->
                    new CheckResult(
                        "SourceTls", outcome, "seen ".repeat(200), "do", CheckOutcome.WARNING))
            .toList();
    MigrationStatus none = MigrationStatus.initial();
    MigrationStatus status =
        new MigrationStatus(
            1,
            null,
            null,
            null,
            null,
            all,
            null,
            null,
            null,
            null,
            null,
            null,
            none.cutover(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    Migration migration = Fixtures.newRun().migration().with(status);

    assertThat(all.stream().map(StatusJson::check).toList())
        .isEqualTo(new StatusMapper().view(status).checks())
        .isEqualTo(StatusJson.of(migration).checks());
  }
}
