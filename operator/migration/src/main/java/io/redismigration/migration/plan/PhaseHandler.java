package io.redismigration.migration.plan;

/** What one phase does. Reads what was seen, writes down facts in the draft, performs nothing. */
@FunctionalInterface
interface PhaseHandler {
  Outcome next(Observation seen, StatusDraft draft);
}
