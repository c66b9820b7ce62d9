package io.redismigration.migration.plan;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.task.TaskType;
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
  private static final String WATCH = Labels.of(TaskType.SWITCH);

  public Plan {
    actions = List.copyOf(actions);
  }

  /**
   * The migration has ended and nothing is left to be done for it but to watch whether clients are
   * led back. A status without tasks is not enough: a task that is being taken away may be followed
   * by one that restores what it left.
   */
  public boolean settled() {
    return isSettled(status, actions);
  }

  /** The same of a status and what was decided with it. */
  public static boolean isSettled(MigrationStatus status, List<Action> actions) {
    return status.phase().ended()
        && status.tasks().stream().allMatch(task -> task.type().equals(WATCH))
        && actions.stream().allMatch(Action.RecordEvent.class::isInstance);
  }
}
