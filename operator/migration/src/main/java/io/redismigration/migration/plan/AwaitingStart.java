package io.redismigration.migration.plan;

import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * Validated; started by the spec, the clock or the user, but not before a removal of what the
 * target holds is confirmed. An edit validates again.
 */
final class AwaitingStart implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    if (!Validation.digest(seen.spec()).equals(draft.observed.validated())) {
      return new Outcome.Advance(Phase.VALIDATING, "Edited", "the spec changed");
    }
    if (draft.asked.remove(Request.VALIDATE)) {
      return new Outcome.Advance(Phase.VALIDATING, "ValidationRequested", "asked for by the user");
    }
    Optional<Outcome> unconfirmed = Flushing.await(seen, draft);
    if (unconfirmed.isPresent()) {
      return unconfirmed.get();
    }
    if (draft.asked.remove(Request.START)) {
      return started("asked for by the user");
    }
    StartSpec start = seen.spec().start();
    return switch (start.mode()) {
      case IMMEDIATE -> started("starts when validated");
      case MANUAL ->
          Outcome.waiting(
              "validated; not started: %s to begin"
                  .formatted(seen.settings().asking().to(Request.START)));
      case SCHEDULED -> scheduled(start.at(), seen, draft.times.validated);
    };
  }

  private static Outcome scheduled(Instant at, Observation seen, Instant validated) {
    if (at == null) {
      return Outcome.waiting(
          "validated; spec.start.at names no time: set it, or %s"
              .formatted(seen.settings().asking().to(Request.START)));
    }
    if (at.isAfter(seen.now())) {
      return new Outcome.Wait("validated; starts at " + at, at);
    }
    boolean late = validated != null && at.isBefore(validated);
    return started(
        late
            ? "spec.start.at, %s, had passed when it was validated: starts now".formatted(at)
            : "scheduled for " + at);
  }

  private static Outcome started(String why) {
    return new Outcome.Advance(Phase.PREPARING, "Started", why);
  }
}
