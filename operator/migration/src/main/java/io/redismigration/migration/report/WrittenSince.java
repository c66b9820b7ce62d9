package io.redismigration.migration.report;

import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec.AtFence;

/**
 * What was written since the comparison and was not compared: as long as there is any, a verdict of
 * equality speaks of an offset that has passed.
 *
 * @param keys that are known
 * @param overflow whether more were written than are remembered
 */
public record WrittenSince(long keys, boolean overflow) {
  static final WrittenSince NOTHING = new WrittenSince(0, false);

  /** By what the workers reported last. */
  public static WrittenSince of(Migration migration) {
    VerificationProgress seen = migration.status().verification();
    return seen == null || isComparedAtFence(migration) ? NOTHING : of(seen);
  }

  /** The same before a cutover. */
  public static WrittenSince of(VerificationProgress seen) {
    return new WrittenSince(seen.dirtyKeys(), seen.dirtyOverflow());
  }

  /** Of a cutover that was committed: whether all that was open has been found equal before. */
  static boolean isComparedAtFence(Migration migration) {
    return isCommitted(migration) && migration.spec().verification().atFence() != AtFence.COUNTS;
  }

  static boolean isCommitted(Migration migration) {
    return migration.status().cutover().decision() == Decision.COMMIT;
  }

  /** Whether the verdict holds for all there is. */
  public boolean isNothing() {
    return keys == 0 && !overflow;
  }

  /** {@code 1,234 keys written since not compared}; empty where there is nothing. */
  public String text() {
    if (overflow) {
      return "more keys written since than are remembered, not compared";
    }
    return keys == 0 ? "" : Human.count(keys, "key", "keys") + " written since not compared";
  }
}
