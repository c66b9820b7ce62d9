package io.redismigration.migration.model;

import java.time.Instant;

/** When things happened; each is null until it has. */
public record Times(
    Instant firstSeen,
    Instant phaseSince,
    Instant validated,
    Instant started,
    Instant fullSyncCompleted,
    Instant caughtUp,
    Instant committed,
    Instant cleanupBegan,
    Instant ended) {

  /** Nothing happened yet. */
  public static Times none() {
    return new Times(null, null, null, null, null, null, null, null, null);
  }
}
