package io.redismigration.migration.plan;

import io.redismigration.migration.task.Task;
import java.util.List;

/** What to tell of the workers while they are waited for. */
final class Workers {
  private Workers() {}

  /** The first worker that is silent, else the first that has something to say. */
  static String message(Observation seen, List<Task> tasks, String otherwise) {
    for (Task task : tasks) {
      if (seen.silent(task)) {
        return "worker %s is silent since %s"
            .formatted(task.spec().name(), task.status().heartbeat());
      }
    }
    return tasks.stream()
        .map(task -> task.status().message())
        .filter(message -> !message.isEmpty())
        .findFirst()
        .orElse(otherwise);
  }
}
