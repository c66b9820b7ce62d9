package io.redismigration.migration.plan;

import io.redismigration.migration.model.MigrationStatus;
import java.time.Instant;
import java.util.List;

/**
 * What to store and what to do, in this order: first the status, then the actions. A driver that
 * dies in between gets the same actions from its next call, since tasks are derived from the
 * status.
 *
 * @param wakeAt call again then even if nothing changes; null: only when something does
 */
public record Plan(MigrationStatus status, List<Action> actions, Instant wakeAt) {
  public Plan {
    actions = List.copyOf(actions);
  }
}
