package io.redismigration.migration.checks;

import io.redismigration.migration.model.CheckOutcome;

/** What a rule found: an outcome, what was seen and what to do. */
record Finding(CheckOutcome outcome, String message, String suggestion) {
  static final Finding PASSED = new Finding(CheckOutcome.PASSED, "", "");

  static Finding passed() {
    return PASSED;
  }

  static Finding info(String message) {
    return new Finding(CheckOutcome.INFO, message, "");
  }

  static Finding warning(String message, String suggestion) {
    return new Finding(CheckOutcome.WARNING, message, suggestion);
  }

  static Finding failed(String message, String suggestion) {
    return new Finding(CheckOutcome.FAILED, message, suggestion);
  }

  static Finding notApplicable() {
    return new Finding(CheckOutcome.NOT_APPLICABLE, "", "");
  }
}
