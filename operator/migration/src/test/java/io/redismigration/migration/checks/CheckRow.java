package io.redismigration.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckLevel;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import java.util.function.Consumer;

/** One row: what is wrong with two healthy servers, and what the check says about it. */
record CheckRow(
    CheckName check,
    String given,
    Consumer<GivenFacts> spoil,
    CheckOutcome outcome,
    String message,
    String suggestion) {

  static CheckRow row(
      CheckName check,
      String given,
      Consumer<GivenFacts> spoil,
      CheckOutcome outcome,
      String message,
      String suggestion) {
    return new CheckRow(check, given, spoil, outcome, message, suggestion);
  }

  static CheckRow passes(CheckName check, String given, Consumer<GivenFacts> spoil) {
    return row(check, given, spoil, CheckOutcome.PASSED, "", "");
  }

  /** The result of one check of the catalogue. */
  static CheckResult result(GivenFacts facts, CheckName name) {
    return Checks.evaluate(facts.facts()).stream()
        .filter(result -> result.name().equals(name.label()))
        .findFirst()
        .orElseThrow();
  }

  /** What the check says to it. */
  CheckResult evaluated() {
    GivenFacts facts = new GivenFacts();
    spoil.accept(facts);
    return result(facts, check);
  }

  void holds() {
    CheckResult result = evaluated();

    assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
    assertThat(result.message()).contains(message);
    assertThat(result.suggestion()).contains(suggestion);
    if (outcome == CheckOutcome.FAILED || outcome == CheckOutcome.WARNING) {
      assertThat(result.message()).isNotEmpty();
      assertThat(result.suggestion()).isNotEmpty();
    }
    if (outcome == CheckOutcome.FAILED) {
      assertThat(check.level()).isEqualTo(CheckLevel.FAIL);
    }
  }

  @Override
  public String toString() {
    return "%s: %s is %s".formatted(check.label(), given, outcome);
  }
}
