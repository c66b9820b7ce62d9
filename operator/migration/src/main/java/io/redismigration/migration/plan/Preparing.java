package io.redismigration.migration.plan;

import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ObservedSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import java.util.List;
import java.util.Optional;

/** Validates again unless that was just done, then has the workers set parameters and claim. */
final class Preparing implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    if (validationDue(seen, draft)) {
      Optional<Outcome> verdict =
          validateAgain(seen, draft).or(() -> Flushing.stillConfirmed(seen, draft));
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
    draft.run = draft.run.claimed(true);
    List<Task> tasks = seen.replicates(draft);
    Optional<Outcome> failed = Failures.first(tasks);
    if (failed.isPresent()) {
      return failed.get();
    }
    Flushing.spend(tasks, draft);
    boolean prepared =
        !tasks.isEmpty()
            && tasks.stream()
                .allMatch(task -> task.status().state().compareTo(TaskState.PREPARED) >= 0);
    return prepared
        ? new Outcome.Advance(Phase.FULL_SYNC, "Prepared", "parameters set, target claimed")
        : Outcome.waiting(Workers.message(seen, tasks, "setting parameters, claiming the target"));
  }

  /** Marks and tells what differs from the first validation. */
  private static Optional<Outcome> validateAgain(Observation seen, StatusDraft draft) {
    List<CheckResult> first = draft.checks;
    Optional<Outcome> verdict = Validation.verdict(seen, draft, draft.times.started);
    draft.checks = ValidationChange.marked(first, draft.checks);
    boolean decided = verdict.map(outcome -> outcome instanceof Outcome.Fail).orElse(true);
    if (decided) {
      draft.normal("ValidatedAgain", ValidationChange.told(draft.checks));
    }
    return verdict;
  }

  /** What is on record for the attempt that begins: from here on fields are frozen. */
  static void begin(Observation seen, StatusDraft draft) {
    draft.run = draft.run.nextAttempt();
    draft.times.started = seen.now();
    draft.times.fullSyncCompleted = null;
    draft.times.caughtUp = null;
    draft.times.committed = null;
    draft.shards = List.of();
    // Whether the target can be locked is found out anew.
    draft.parameters =
        draft.parameters.stream().filter(entry -> !WatchedInstead.is(entry)).toList();
    draft.verification = null;
    draft.keys = null;
    draft.cutover.reset();
    draft.observed =
        new ObservedSpec(
            draft.observed.validated(),
            FrozenFields.digests(seen.spec()),
            seen.spec().cutover().mode(),
            null,
            seen.spec().source().endpoints(),
            seen.spec().target().connection().endpoints());
    if (validationDue(seen, draft)) {
      draft.run = draft.run.nextValidation();
    }
  }

  /** Whether the last validation is too old to start on. */
  static boolean validationDue(Observation seen, StatusDraft draft) {
    return draft.times.validated == null
        || draft.times.validated.isBefore(
            draft.times.started.minus(seen.settings().validationFreshness()));
  }
}
