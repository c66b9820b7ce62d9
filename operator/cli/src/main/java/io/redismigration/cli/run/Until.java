package io.redismigration.cli.run;

import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Truth;

/** How far a run goes before it returns, leaving the rest to a later one. */
public enum Until {
  /** Every check has been evaluated, and nothing changed on either server. */
  VALIDATED,
  /** The snapshot is in the target. */
  STREAMING,
  /** The target has caught up with the source. */
  CAUGHT_UP,
  /** To the end. */
  COMPLETED;

  /** Whether a migration has come this far. */
  boolean reachedBy(MigrationStatus status) {
    return switch (this) {
      case VALIDATED -> status.phase() != Phase.PENDING && status.phase() != Phase.VALIDATING;
      case STREAMING -> holds(status, ConditionType.FULL_SYNC_COMPLETED);
      case CAUGHT_UP -> holds(status, ConditionType.CAUGHT_UP);
      case COMPLETED -> status.phase() == Phase.COMPLETED;
    };
  }

  private static boolean holds(MigrationStatus status, ConditionType type) {
    return status.condition(type) != null && status.condition(type).status() == Truth.TRUE;
  }
}
