package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.state.UserRequests;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Asks the run to give up, and tells whether it was in time: a commit stands. */
final class CancelRequest {
  /** Longer than a cutover takes to decide. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Asking asking;

  CancelRequest(Asking asking) {
    this.asking = asking;
  }

  /** The exit code. */
  int make() throws IOException, InterruptedException {
    refuseAfterTheCommit(asking.run());
    asking.mustAllow(Verb.CANCEL.needs(), Verb.CANCEL.word());
    boolean undecided = asking.run().migration().status().cutoverUndecided();
    asking.leave(
        Verb.CANCEL.word(),
        Verb.CANCEL.field(),
        undecided ? ", unless it finds that the target has taken over already" : "",
        UserRequests::withCancel);
    Optional<StoredRun> decided = asking.await(CancelRequest::isDecided, PATIENCE);
    if (decided.isPresent()) {
      refuseAfterTheCommit(decided.get());
    }
    return ExitCode.COMPLETED.number();
  }

  private static boolean isDecided(StoredRun run) {
    Phase phase = run.migration().status().phase();
    return isCommitted(run) || phase == Phase.CANCELLING || phase == Phase.CANCELLED;
  }

  private static boolean isCommitted(StoredRun run) {
    return run.migration().status().cutover().decision() == CutoverStatus.Decision.COMMIT;
  }

  private void refuseAfterTheCommit(StoredRun run) {
    if (isCommitted(run)) {
      MigrationStatus status = run.migration().status();
      throw new CommandException(
          ExitCode.TOO_LATE,
          "the cancel came too late: the target has taken over at %s, and nothing undoes that"
              .formatted(status.times().committed()),
          "See where it stands, and what opens the source: " + asking.toSee());
    }
  }
}
