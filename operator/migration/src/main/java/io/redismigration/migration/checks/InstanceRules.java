package io.redismigration.migration.checks;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.Side;
import java.util.List;
import java.util.Locale;

/** Whether what {@code instanceRef} names runs, and whether the endpoint leads to it. */
public final class InstanceRules {
  private InstanceRules() {}

  /**
   * Both checks of one side.
   *
   * @param named null: nothing is named
   * @param seen null: nothing is named
   * @param resolved what the endpoint's name resolved to where the workers run; empty: nothing
   */
  public static List<CheckResult> of(
      Side side, InstanceRef named, InstanceFacts seen, List<String> resolved) {
    CheckName running = CheckName.valueOf(side.name() + "_INSTANCE_RUNNING");
    CheckName address = CheckName.valueOf(side.name() + "_INSTANCE_ADDRESS");
    String field = "spec.%s.instanceRef".formatted(side.name().toLowerCase(Locale.ROOT));
    if (named == null) {
      return List.of(
          result(running, CheckOutcome.NOT_APPLICABLE, field + " is not set", ""),
          result(address, CheckOutcome.NOT_APPLICABLE, field + " is not set", ""));
    }
    CheckResult runs = running(running, field, named, seen);
    return List.of(
        runs,
        runs.outcome() == CheckOutcome.FAILED
            ? result(address, CheckOutcome.BLOCKED, "cannot run before " + running.label(), "")
            : address(address, side, named, seen, resolved));
  }

  private static CheckResult running(
      CheckName name, String field, InstanceRef named, InstanceFacts seen) {
    if (!seen.found()) {
      return result(
          name,
          CheckOutcome.FAILED,
          "there is no %s %s in the migration's namespace".formatted(named.kind(), named.name()),
          "correct %s, or remove it".formatted(field));
    }
    return seen.notReady() == null
        ? result(name, CheckOutcome.PASSED, "", "")
        : result(
            name,
            CheckOutcome.FAILED,
            "%s %s: %s".formatted(named.kind(), named.name(), seen.notReady()),
            "see: kubectl describe %s %s"
                .formatted(named.kind().toLowerCase(Locale.ROOT), named.name()));
  }

  private static CheckResult address(
      CheckName name, Side side, InstanceRef named, InstanceFacts seen, List<String> resolved) {
    if (resolved.isEmpty()) {
      return result(
          name,
          CheckOutcome.BLOCKED,
          "cannot run before " + CheckName.valueOf(side.name() + "_RESOLVES").label(),
          "see the other checks");
    }
    boolean belongs = resolved.stream().anyMatch(seen.addresses()::contains);
    return belongs
        ? result(name, CheckOutcome.PASSED, "", "")
        : result(
            name,
            CheckOutcome.FAILED,
            "the endpoint is %s, and %s %s has %s"
                .formatted(
                    String.join(", ", resolved),
                    named.kind(),
                    named.name(),
                    seen.addresses().isEmpty()
                        ? "no address"
                        : String.join(", ", seen.addresses())),
            "correct spec.%1$s.endpoints or spec.%1$s.instanceRef, or add %2$s to"
                    .formatted(side.name().toLowerCase(Locale.ROOT), name.label())
                + " spec.checks.ignore where something stands between them");
  }

  private static CheckResult result(
      CheckName name, CheckOutcome outcome, String message, String suggestion) {
    return new CheckResult(name.label(), outcome, message, suggestion);
  }
}
