package io.redismigration.cli.run;

import io.redismigration.cli.state.StoredRun;

/** How a run returned, and what it left. */
public record RunOutcome(End end, StoredRun run) {
  /** Why it returned. */
  public enum End {
    /** The migration is in a final phase. */
    ENDED,
    /** It came as far as it was asked to. */
    REACHED,
    /** It was told to stop; a later run continues. */
    STOPPED
  }
}
