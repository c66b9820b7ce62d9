package io.redismigration.migration.plan;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.Phase;
import java.util.Optional;

/** What follows from writes to the target that are not ours, before the target has taken over. */
final class ForeignWriting {
  private static final String KEEP_OUT = "keep other clients from writing to the target, then ";

  private ForeignWriting() {}

  /** The end of a migration that is to tolerate none; empty: it goes on. */
  static Optional<Outcome> end(Observation seen, StatusDraft draft) {
    ForeignWrites found = draft.verification == null ? null : draft.verification.foreign();
    if (found == null || seen.spec().target().foreignWrites() != ForeignWritePolicy.FAIL) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Fail(
            new Failure(
                "ForeignWrite",
                "somebody else wrote to the target, last at %s: %s"
                    .formatted(found.last(), String.join(", ", found.writers())),
                KEEP_OUT
                    + (draft.phase == Phase.FULL_SYNC
                        ? "retry: that empties the target, of what they wrote as well, and copies"
                            + " everything again"
                        : "retry: that compares everything again"),
                true)));
  }
}
