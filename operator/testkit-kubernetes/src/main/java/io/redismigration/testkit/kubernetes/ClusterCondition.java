package io.redismigration.testkit.kubernetes;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves tests out where the user wants no cluster. */
final class ClusterCondition implements ExecutionCondition {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (ClusterKind.wanted() != ClusterKind.NONE) {
      return ConditionEvaluationResult.enabled("a cluster is wanted");
    }
    LOG.warn("left out by -Dcluster=none: {}", context.getUniqueId());
    return ConditionEvaluationResult.disabled("-Dcluster=none");
  }
}
