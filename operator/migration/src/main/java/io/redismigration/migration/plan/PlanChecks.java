package io.redismigration.migration.plan;

import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.StartSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** What the plan itself says, whatever the servers. */
final class PlanChecks {
  private PlanChecks() {}

  /** Whether a scheduled start is still to come. */
  static CheckResult startTime(MigrationSpec spec, Instant now) {
    String name = CheckName.START_TIME.label();
    StartSpec start = spec.start();
    if (start.mode() != StartSpec.Mode.SCHEDULED || start.at() == null) {
      return new CheckResult(name, CheckOutcome.NOT_APPLICABLE, "", "");
    }
    return start.at().isAfter(now)
        ? new CheckResult(name, CheckOutcome.PASSED, "", "")
        : new CheckResult(
            name,
            CheckOutcome.INFO,
            "spec.start.at, %s, has passed: the migration starts as soon as it is validated"
                .formatted(start.at()),
            "");
  }

  /** The last moment the plan names; null: none. */
  static Instant lastMoment(MigrationSpec spec) {
    CutoverSpec cutover = spec.cutover();
    Instant closes =
        cutover.at() == null || cutover.window() == null
            ? cutover.at()
            : cutover.at().plus(cutover.window());
    return Stream.of(spec.start().at(), closes)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
