package io.redismigration.cli.view;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;

/** One parameter of the ledger in words. */
final class ParameterText {
  private ParameterText() {}

  static String of(LedgerEntry entry) {
    String change =
        LockedUser.isOwn(entry)
            ? ofOurUser(entry)
            : switch (entry.state()) {
              case RECORDED, APPLIED ->
                  "'"
                      + entry.original()
                      + "' → '"
                      + (entry.applied() == null ? "?" : entry.applied())
                      + "'";
              case RESTORED -> "back at '" + entry.original() + "'";
              case LEFT_ALONE -> "left alone";
              case NOT_APPLIED -> "not set";
              case NOT_RESTORED -> "NOT restored, was '" + entry.original() + "'";
            };
    String why = entry.message() == null ? "" : ": " + entry.message();
    String when = entry.since() == null ? "" : " at " + entry.since().truncatedTo(SECONDS);
    return entry.parameter() + " of " + entry.address() + " " + change + when + why;
  }

  /** A user that was made for the run has no value it goes back to. */
  private static String ofOurUser(LedgerEntry entry) {
    return switch (entry.state()) {
      case RECORDED, APPLIED -> "made for the run";
      case RESTORED -> "removed";
      case LEFT_ALONE -> "left alone";
      case NOT_APPLIED -> "not made";
      case NOT_RESTORED -> "NOT removed";
    };
  }
}
