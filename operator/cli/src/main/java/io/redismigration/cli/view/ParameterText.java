package io.redismigration.cli.view;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.redismigration.migration.model.LedgerEntry;

/** One parameter of the ledger in words. */
final class ParameterText {
  private ParameterText() {}

  static String of(LedgerEntry entry) {
    String change =
        switch (entry.state()) {
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
}
