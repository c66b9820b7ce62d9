package io.redismigration.migration.plan;

import io.redismigration.migration.model.ObservedSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import java.util.List;
import java.util.Optional;

/** The whole check catalogue runs; an edit begins anew. */
final class Validating implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    String digest = Validation.digest(seen.spec());
    boolean edited = !digest.equals(draft.observed.validated());
    if (edited || draft.asked.contains(Request.VALIDATE)) {
      begin(seen, draft);
    }
    Optional<Outcome> verdict = Validation.verdict(seen, draft, draft.times.phaseSince);
    return verdict.orElseGet(() -> passed(seen, draft));
  }

  private static Outcome passed(Observation seen, StatusDraft draft) {
    Flushing.offer(seen, draft);
    return new Outcome.Advance(Phase.AWAITING_START, "Validated", "all checks passed");
  }

  /** Forgets the last validation and what was frozen for the last run. */
  static void begin(Observation seen, StatusDraft draft) {
    draft.asked.remove(Request.VALIDATE);
    draft.run = draft.run.nextValidation();
    draft.observed = ObservedSpec.validating(Validation.digest(seen.spec()));
    draft.times.validated = null;
    draft.checks = List.of();
  }
}
