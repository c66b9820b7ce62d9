package io.redismigration.migration.plan;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import java.util.List;
import java.util.Optional;

/** Why a task that failed did. */
final class Failures {
  private Failures() {}

  static Failure of(Task task) {
    if (task.status().failure() != null) {
      return task.status().failure();
    }
    return task.status().state() == TaskState.STOPPED
        ? new Failure(
            "WorkerStopped",
            "the worker of task %s has stopped, put the source back and given the target up: the"
                    .formatted(task.spec().name())
                + " task, or its namespace, was deleted",
            "retry",
            true)
        : new Failure(
            "WorkerFailed",
            "task %s ended without saying why".formatted(task.spec().name()),
            "look into its log, then retry",
            true);
  }

  /** The first task that failed by itself, or was stopped although nobody asked for it. */
  static Optional<Outcome> first(List<Task> tasks) {
    return tasks.stream()
        .filter(
            task ->
                task.status().state() == TaskState.FAILED
                    || task.status().state() == TaskState.STOPPED)
        .findFirst()
        .map(task -> new Outcome.Fail(of(task)));
  }
}
