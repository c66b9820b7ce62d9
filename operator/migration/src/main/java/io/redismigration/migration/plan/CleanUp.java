package io.redismigration.migration.plan;

import io.redismigration.migration.cutover.Shards;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way out, however a migration ends: workers stop and put back what they changed; for one that
 * cannot, a Restore task does; each of the two within a bound, after which the status shows the
 * commands to run by hand.
 */
final class CleanUp {
  /** How far it is. */
  enum Progress {
    STOPPING,
    RESTORING,
    DONE
  }

  private CleanUp() {}

  static Progress stage(Observation seen, StatusDraft draft) {
    boolean stopPatience = within(seen, draft, 1);
    List<Task> running =
        seen.replicates(draft).stream().filter(task -> !task.status().state().ended()).toList();
    if (!running.isEmpty() && stopPatience && running.stream().noneMatch(seen::silent)) {
      return Progress.STOPPING;
    }
    if (!needsHand(seen, draft) || !within(seen, draft, 2)) {
      return Progress.DONE;
    }
    return seen.restore(draft).filter(task -> task.status().state().ended()).isPresent()
        ? Progress.DONE
        : Progress.RESTORING;
  }

  /** Something is left that the workers did not, or could not, take back. */
  private static boolean needsHand(Observation seen, StatusDraft draft) {
    boolean toRestore =
        open(draft).stream().anyMatch(entry -> entry.state() != LedgerEntry.State.NOT_RESTORED);
    return toRestore || (draft.phase == Phase.CANCELLING && claimLeft(seen, draft));
  }

  private static boolean claimLeft(Observation seen, StatusDraft draft) {
    return draft.run.claimed() && !givenUp(seen, draft);
  }

  /** Every worker has stopped; unless ordered to keep the claim, it has removed it before. */
  static boolean givenUp(Observation seen, StatusDraft draft) {
    List<Task> tasks = seen.replicates(draft);
    return !tasks.isEmpty()
        && tasks.stream().allMatch(task -> task.status().state() == TaskState.STOPPED);
  }

  /** What could not be taken back from the target, to be said after a text; mostly nothing. */
  static String left(Observation seen, StatusDraft draft) {
    if (!claimLeft(seen, draft)) {
      return "";
    }
    Optional<TaskStatus> report = seen.restore(draft).map(Task::status);
    if (report.filter(seenLast -> seenLast.state() == TaskState.SUCCEEDED).isPresent()) {
      return "";
    }
    return report
        .map(TaskStatus::failure)
        .filter(failure -> failure.reason().equals("ClaimLeft"))
        .map(failure -> "; " + failure.message() + "; " + failure.remedy())
        .orElse("; whether the target is still claimed by this run is not known");
  }

  /** After a commit: a worker that failed or fell silent while detaching leaves it to a task. */
  static boolean restoreWanted(Observation seen, StatusDraft draft) {
    if (draft.cutover.stage != Stage.DETACHING || open(draft).isEmpty()) {
      return false;
    }
    return isWorkerLost(seen, draft) && stage(seen, draft) == Progress.RESTORING;
  }

  /** After a commit: a worker has failed, is silent, or was removed for one of these. */
  static boolean isWorkerLost(Observation seen, StatusDraft draft) {
    List<Task> tasks = seen.replicates(draft);
    return tasks.size() < Shards.of(draft.resolved).size()
        || tasks.stream()
            .anyMatch(task -> task.status().state() == TaskState.FAILED || seen.silent(task));
  }

  private static boolean within(Observation seen, StatusDraft draft, int bounds) {
    return seen.now().isBefore(bound(seen, draft, bounds));
  }

  static Instant bound(Observation seen, StatusDraft draft, int bounds) {
    Instant began = draft.times.cleanupBegan == null ? seen.now() : draft.times.cleanupBegan;
    return began.plus(seen.settings().cleanUpPatience().multipliedBy(bounds));
  }

  /** Entries whose server may still have our value and should not. */
  static List<LedgerEntry> open(StatusDraft draft) {
    return draft.parameters.stream()
        .filter(LedgerEntry::open)
        .filter(entry -> !lasting(entry, draft))
        .toList();
  }

  /** The fence that keeps the source closed after the commit, until the user lifts it. */
  private static boolean lasting(LedgerEntry entry, StatusDraft draft) {
    return draft.cutover.committed()
        && draft.cutover.sourceAfter == SourceAfter.READ_ONLY
        && FenceParameters.contains(entry.parameter());
  }

  /** What was not put back in time is the user's to do; the status says how. */
  static void giveUpOpen(Observation seen, StatusDraft draft) {
    draft.parameters =
        draft.parameters.stream()
            .map(
                entry ->
                    entry.open()
                            && !lasting(entry, draft)
                            && entry.state() != LedgerEntry.State.NOT_RESTORED
                        ? entry.to(
                            LedgerEntry.State.NOT_RESTORED,
                            "not put back in time; run: " + RestoreCommands.of(entry),
                            seen.now())
                        : entry)
            .toList();
  }
}
