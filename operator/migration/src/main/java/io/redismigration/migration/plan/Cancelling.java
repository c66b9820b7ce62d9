package io.redismigration.migration.plan;

import io.redismigration.migration.model.Phase;

/** Cleans up, bounded in time even with a dead source or target. */
final class Cancelling implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    return switch (CleanUp.stage(seen, draft)) {
      case STOPPING -> new Outcome.Wait("stopping the workers", CleanUp.bound(seen, draft, 1));
      case RESTORING -> new Outcome.Wait("restoring parameters", CleanUp.bound(seen, draft, 2));
      case DONE -> {
        CleanUp.giveUpOpen(seen, draft);
        yield new Outcome.Advance(
            Phase.CANCELLED, "Cancelled", "ended by the user" + CleanUp.left(seen, draft));
      }
    };
  }

  static Outcome advance() {
    return new Outcome.Advance(Phase.CANCELLING, "CancelRequested", "cleaning up");
  }
}
