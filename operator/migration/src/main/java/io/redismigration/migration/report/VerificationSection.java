package io.redismigration.migration.report;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import java.util.List;
import java.util.function.UnaryOperator;

/** The comparison of both sides in the report. */
final class VerificationSection {
  private VerificationSection() {}

  /**
   * What it found.
   *
   * @param cut shortens texts of others
   * @return null: nothing was reported
   */
  static MigrationReport.Verification of(Migration migration, UnaryOperator<String> cut) {
    VerificationProgress seen = migration.status().verification();
    return seen == null
        ? null
        : new MigrationReport.Verification(
            Labels.of(seen.state()),
            seen.pass() == null ? null : Labels.of(seen.pass().mode()),
            method(seen.pass()),
            seen.round(),
            seen.keysCompared(),
            seen.pass() == null ? null : seen.pass().keysTotal(),
            seen.missing(),
            seen.extra(),
            seen.value(),
            seen.type(),
            seen.ttl(),
            seen.dirtyKeys(),
            seen.dirtyOverflow(),
            WrittenSince.isComparedAtFence(migration),
            seen.outdated() && !WrittenSince.isCommitted(migration),
            seen.coveredOffset(),
            seen.duration() == null ? null : seen.duration().toMillis(),
            cut.apply(seen.message()),
            seen.foreign() == null
                ? List.of()
                : seen.foreign().writers().stream().limit(Reporter.MOST).map(cut).toList(),
            seen.mostDiffering(Reporter.MOST).entrySet().stream()
                .map(each -> new MigrationReport.DifferingDatabase(each.getKey(), each.getValue()))
                .toList(),
            seen.samples().stream()
                .map(key -> new MigrationReport.DifferingKey(key.kind(), cut.apply(key.key())))
                .toList());
  }

  private static String method(VerificationPass pass) {
    return pass == null || pass.mode() != VerificationSpec.Mode.FULL
        ? null
        : Labels.of(pass.method());
  }
}
