package io.redismigration.migration.plan;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Phase;
import java.time.Instant;

/** What a phase's handler says. */
sealed interface Outcome {

  /** Go on to another phase. */
  record Advance(Phase next, String reason, String message) implements Outcome {}

  /**
   * Stay.
   *
   * @param message what is waited for
   * @param wakeAt look again then; null: when something changes
   */
  record Wait(String message, Instant wakeAt) implements Outcome {}

  /** The migration ends here. */
  record Fail(Failure failure) implements Outcome {}

  static Outcome waiting(String message) {
    return new Wait(message, null);
  }
}
