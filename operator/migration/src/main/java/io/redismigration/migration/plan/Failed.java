package io.redismigration.migration.plan;

import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;

/** Cleans up once, then waits for an edit or a retry. */
final class Failed implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    CleanUp.Progress stage = CleanUp.stage(seen, draft);
    if (stage != CleanUp.Progress.DONE) {
      return new Outcome.Wait(
          draft.failure.message(),
          CleanUp.bound(seen, draft, stage == CleanUp.Progress.STOPPING ? 1 : 2));
    }
    CleanUp.giveUpOpen(seen, draft);
    boolean asked = draft.asked.remove(Request.RETRY) | draft.asked.remove(Request.VALIDATE);
    if (asked) {
      return new Outcome.Advance(Phase.VALIDATING, "Retry", "asked for by the user");
    }
    return Validation.digest(seen.spec()).equals(draft.observed.validated())
        ? Outcome.waiting(draft.failure.message())
        : new Outcome.Advance(Phase.VALIDATING, "Edited", "the spec changed");
  }
}
