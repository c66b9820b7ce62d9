package io.redismigration.cli.run;

import io.redismigration.cli.state.StateException;
import io.redismigration.cli.state.StoredRun;

/** A run ended because its state cannot be kept. */
public final class NotKeptException extends StateException {
  private static final long serialVersionUID = 1;

  private final transient StoredRun run;

  NotKeptException(StateException cause, StoredRun run) {
    super(cause.getMessage(), cause);
    this.run = run;
  }

  /** Where it stood when it ended, which is not on disk. */
  public StoredRun run() {
    return run;
  }
}
