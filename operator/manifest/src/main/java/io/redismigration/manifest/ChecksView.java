package io.redismigration.manifest;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.redismigration.api.v1alpha1.CheckLevel;
import io.redismigration.api.v1alpha1.CheckResult;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.GuaranteeState;
import io.redismigration.api.v1alpha1.GuaranteeStatus;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.Guarantee;
import java.util.Comparator;
import java.util.List;

/** Conditions, checks and guarantees as people read them. */
final class ChecksView {
  private final StatusLimits limits;

  ChecksView(StatusLimits limits) {
    this.limits = limits;
  }

  List<io.fabric8.kubernetes.api.model.Condition> conditions(List<Condition> conditions) {
    return conditions.stream().map(this::condition).toList();
  }

  /** Kubernetes requires every field of a condition but the generation. */
  private io.fabric8.kubernetes.api.model.Condition condition(Condition condition) {
    String message = limits.cut(condition.message());
    return new ConditionBuilder()
        .withType(Texts.label(condition.type()))
        .withStatus(Texts.label(condition.status()))
        .withReason(condition.reason())
        .withMessage(message == null ? "" : message)
        .withLastTransitionTime(Texts.moment(condition.since()))
        .withObservedGeneration(condition.observedGeneration())
        .build();
  }

  /** In the catalogue's order; if there are too many, those that passed go first. */
  List<CheckStatus> checks(List<io.redismigration.migration.model.CheckResult> checks) {
    if (checks.size() <= limits.checks()) {
      return checks.stream().map(this::check).toList();
    }
    return checks.stream()
        .sorted(Comparator.comparing(check -> !check.blocks()))
        .limit(limits.checks())
        .map(this::check)
        .toList();
  }

  /** What passed is brief. */
  CheckStatus check(io.redismigration.migration.model.CheckResult check) {
    boolean passed = check.outcome() == CheckOutcome.PASSED;
    return new CheckStatus(
        check.name(),
        null,
        level(check.outcome()),
        result(check.outcome()),
        passed ? null : limits.cut(check.message()),
        passed ? null : limits.cut(check.suggestion()),
        check.before() == null ? null : Texts.label(check.before()));
  }

  private static CheckResult result(CheckOutcome outcome) {
    return switch (outcome) {
      case PASSED, INFO -> CheckResult.Passed;
      case WARNING, FAILED -> CheckResult.Failed;
      case IGNORED -> CheckResult.Ignored;
      case BLOCKED -> CheckResult.Blocked;
      case NOT_APPLICABLE -> CheckResult.NotApplicable;
    };
  }

  private static CheckLevel level(CheckOutcome outcome) {
    return switch (outcome) {
      case INFO -> CheckLevel.Info;
      case WARNING -> CheckLevel.Warning;
      case FAILED, IGNORED -> CheckLevel.Fail;
      case PASSED, BLOCKED, NOT_APPLICABLE -> null;
    };
  }

  List<GuaranteeStatus> guarantees(List<Guarantee> guarantees) {
    return guarantees.stream()
        .map(
            promise ->
                new GuaranteeStatus(
                    Texts.label(promise.promise()),
                    GuaranteeState.valueOf(Texts.label(promise.strength())),
                    limits.cut(promise.reason())))
        .toList();
  }
}
