package io.redismigration.cli.run;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.util.List;

/**
 * Continues what an earlier process left: every worker it had is gone. The epoch rises, so that the
 * planner orders each unfinished task anew, with the ledger and the last offset known to be in the
 * target; what the dead workers knew last stays on record, but none of them counts as working.
 */
final class Resumption {
  private Resumption() {}

  /** The same run as its next process begins it. */
  static StoredRun of(StoredRun stored) {
    if (stored.tasks().isEmpty()) {
      return stored;
    }
    Migration migration = stored.migration();
    List<Task> tasks =
        stored.tasks().stream()
            .map(task -> new Task(task.spec(), withoutWorker(task.status())))
            .toList();
    return new StoredRun(
        stored.version(),
        stored.savedAt(),
        migration.with(migration.status().withNextEpoch()),
        tasks);
  }

  private static TaskStatus withoutWorker(TaskStatus last) {
    return last.state().ended()
        ? last
        : new TaskStatus(
            TaskState.PENDING,
            last.epoch(),
            null,
            "starting again",
            null,
            last.checks(),
            last.resolved(),
            last.guarantees(),
            last.ledger(),
            last.progress(),
            last.keys(),
            last.verification(),
            null,
            last.fullSyncEnded(),
            false);
  }
}
