package io.redismigration.migration.model;

/**
 * One check of the catalogue and what it found.
 *
 * @param name CamelCase and stable, with the side in front where both have it
 * @param message what was seen, with numbers; empty when passed
 * @param suggestion field or command; empty when there is nothing to do
 * @param before what the first validation had found, where the second one, on start, found
 *     something else; else null
 */
public record CheckResult(
    String name, CheckOutcome outcome, String message, String suggestion, CheckOutcome before) {

  /** Of the first validation, or as it was then. */
  public CheckResult(String name, CheckOutcome outcome, String message, String suggestion) {
    this(name, outcome, message, suggestion, null);
  }

  /** Stands in the way of the migration. */
  public boolean blocks() {
    return outcome == CheckOutcome.FAILED || outcome == CheckOutcome.BLOCKED;
  }
}
