package io.redismigration.cli.run;

import io.redismigration.migration.model.Migration;
import io.redismigration.migration.plan.Plan;
import io.redismigration.migration.task.Task;
import java.time.Instant;
import java.util.List;

/** What decides: the planner, a pure function. */
@FunctionalInterface
public interface Planning {

  /**
   * The next status and what to do for it.
   *
   * @param mayStart false: a migration that has not been started is only validated
   */
  Plan next(Migration migration, List<Task> tasks, Instant now, boolean mayStart);
}
