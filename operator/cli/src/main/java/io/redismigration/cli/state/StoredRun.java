package io.redismigration.cli.state;

import io.redismigration.migration.model.Migration;
import io.redismigration.migration.task.Task;
import java.time.Instant;
import java.util.List;

/**
 * Everything a run needs to be continued by a later process.
 *
 * @param version of this format
 * @param savedAt when it was written
 * @param migration who, what, and where it stands
 * @param tasks orders given and reports last seen
 */
public record StoredRun(int version, Instant savedAt, Migration migration, List<Task> tasks) {
  /** Format written by this build. */
  public static final int VERSION = 1;

  public StoredRun {
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
  }
}
