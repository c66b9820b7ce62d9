package io.redismigration.migration.plan;

import io.redismigration.migration.model.History;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.task.Task;
import java.util.List;
import java.util.Optional;

/** Until every shard's snapshot is in the target. */
final class FullSync implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    List<Task> tasks = seen.replicates(draft);
    Optional<Outcome> failed = Failures.first(tasks);
    if (failed.isPresent()) {
      return failed.get();
    }
    Optional<Outcome> written = ForeignWriting.end(seen, draft);
    if (written.isPresent()) {
      return written.get();
    }
    boolean ended =
        !tasks.isEmpty()
            && tasks.stream()
                .map(Task::status)
                .allMatch(report -> report.fullSyncEnded() && report.state().streams());
    if (ended) {
      draft.times.fullSyncCompleted = seen.now();
      draft.history =
          draft.history.with(
              new History.Copied(
                  draft.progress.keysDone(),
                  draft.progress.bytesDone(),
                  draft.shards.stream().mapToLong(ShardProgress::appliedOffset).sum()));
      return new Outcome.Advance(
          Phase.STREAMING, "FullSyncCompleted", "the snapshot is in the target");
    }
    return Outcome.waiting(Workers.message(seen, tasks, "copying the snapshot"));
  }
}
