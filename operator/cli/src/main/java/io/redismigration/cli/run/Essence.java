package io.redismigration.cli.run;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a run must be on disk at once when it changes, as against offsets and counts, which may
 * be a second old.
 */
final class Essence {
  private Essence() {}

  /** Equal for two runs that differ in moving figures only. */
  static List<Object> of(StoredRun run) {
    MigrationStatus status = run.migration().status();
    List<Object> parts = new ArrayList<>();
    parts.add(run.migration().spec());
    parts.add(status.phase());
    parts.add(status.conditions());
    parts.add(status.checks());
    parts.add(status.parameters());
    parts.add(status.cutover());
    parts.add(status.latches());
    parts.add(status.run());
    parts.add(status.observed());
    parts.add(status.times());
    parts.add(status.history());
    parts.add(Optional.ofNullable(status.flush()));
    run.tasks().forEach(task -> parts.add(part(task)));
    return parts;
  }

  private static TaskPart part(Task task) {
    return new TaskPart(task.spec(), task.status().state());
  }

  private record TaskPart(TaskSpec spec, TaskState state) {}
}
