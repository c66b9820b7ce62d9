package io.redismigration.migration.ledger;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;

/** Whether a recorded parameter is put back: compared first, so that nobody's change is undone. */
public sealed interface RestoreDecision {

  /** Set the original. */
  record Restore(String parameter, String value) implements RestoreDecision {}

  /** The server has the original. */
  record AlreadyThere() implements RestoreDecision {}

  /** Not ours any more. */
  record LeaveAlone(String reason) implements RestoreDecision {}

  /**
   * Decides for one entry.
   *
   * @param runId of the server now
   * @param current value on the server now, in the form in which it was recorded
   */
  static RestoreDecision of(LedgerEntry entry, String runId, String current) {
    if (current.equals(entry.original())) {
      return new AlreadyThere();
    }
    // What was made for the run goes, whatever became of it.
    if (current.equals(entry.applied()) || LockedUser.isOwn(entry)) {
      return new Restore(entry.parameter(), entry.original());
    }
    if (LockedUser.is(entry)) {
      return new LeaveAlone(
          current.isEmpty()
              ? "the user was deleted by somebody else meanwhile"
              : "somebody else gave it other rules meanwhile");
    }
    return new LeaveAlone(
        entry.runId().equals(runId)
            ? "changed by somebody else to '%s' meanwhile".formatted(current)
            : "the server was restarted and has '%s' from its configuration".formatted(current));
  }
}
