package io.redismigration.migration.plan;

import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything a call of the planner sees; never changes during the call. */
record Observation(Migration migration, List<Task> tasks, Instant now, PlannerSettings settings) {

  MigrationSpec spec() {
    return migration.spec();
  }

  Optional<Task> task(String name) {
    return tasks.stream().filter(task -> task.spec().name().equals(name)).findFirst();
  }

  Optional<Task> preflight(StatusDraft draft) {
    return task(TaskNames.preflight(migration.name(), draft.run.validation()));
  }

  Optional<Task> restore(StatusDraft draft) {
    return task(TaskNames.restore(migration.name(), draft.run.attempt(), Orders.keepsClaim(draft)));
  }

  /** The shards' tasks of the present attempt that exist. */
  List<Task> replicates(StatusDraft draft) {
    return tasks.stream()
        .filter(task -> task.spec().type() == TaskType.REPLICATE)
        .filter(task -> task.spec().attempt() == draft.run.attempt())
        .toList();
  }

  /** Nothing was heard for too long of a worker that had reported before. */
  boolean silent(Task task) {
    Instant heartbeat = task.status().heartbeat();
    return heartbeat != null && heartbeat.plus(settings.workerSilence()).isBefore(now);
  }
}
