package io.redismigration.migration.plan;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A comparison under the fence that found differences, in a cutover or a rehearsal, contradicts the
 * pass before it: another pass is begun by itself, and until its end no cutover is said to be
 * possible.
 */
final class Recheck {
  private static final String DIFFERED = "VerificationFailed";
  private static final Set<State> OVER = Set.of(State.PASSED, State.DIFFERENT, State.FAILED);

  private Recheck() {}

  /**
   * After an undone cutover.
   *
   * @return whether another pass begins
   */
  static boolean after(List<Task> tasks, Observation seen, StatusDraft draft) {
    return tasks.stream().map(task -> task.status().failure()).anyMatch(Recheck::differed)
        && begin(seen, draft);
  }

  private static boolean differed(Failure failure) {
    return failure != null && failure.reason().equals(DIFFERED);
  }

  /** After a rehearsal. */
  static void afterRehearsal(List<TrialResult> answers, Observation seen, StatusDraft draft) {
    if (answers.stream()
        .flatMap(answer -> answer.blockers().stream())
        .anyMatch(blocker -> blocker.reason().equals(DIFFERED))) {
      begin(seen, draft);
    }
  }

  private static boolean begin(Observation seen, StatusDraft draft) {
    boolean compares = seen.spec().verification().mode() != VerificationSpec.Mode.OFF;
    if (compares && draft.verification != null && draft.verification.round() > 0) {
      draft.run = draft.run.differedIn(draft.verification.round());
      return true;
    }
    return false;
  }

  /** While the pass that is owed has not come to its end. */
  static Optional<Blocker> blocker(Observation seen, StatusDraft draft) {
    VerificationProgress last = draft.verification;
    boolean owed = draft.run.differedIn() > 0 && last != null;
    if (!owed || last.round() > draft.run.differedIn() && OVER.contains(last.state())) {
      return Optional.empty();
    }
    return Optional.of(
        new Blocker(
            "DifferedAtFence",
            "both sides differed when they were compared under the fence: they are compared again"
                + " first, without being asked; where keys differ then, "
                + seen.settings().asking().to(Request.REPAIR)));
  }
}
