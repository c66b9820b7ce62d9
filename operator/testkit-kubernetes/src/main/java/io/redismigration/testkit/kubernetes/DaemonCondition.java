package io.redismigration.testkit.kubernetes;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves tests out whose faults the cluster does not let us make. */
final class DaemonCondition implements ExecutionCondition {

  private static final Logger LOG = LoggerFactory.getLogger(DaemonCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (ClusterKind.wanted() == ClusterKind.NONE) {
      return ConditionEvaluationResult.disabled("-Dcluster=none");
    }
    if (Kubernetes.shared().hasDaemons()) {
      return ConditionEvaluationResult.enabled("daemons can be stopped here");
    }
    LOG.warn("left out, since it stops daemons: {}", context.getUniqueId());
    return ConditionEvaluationResult.disabled(
        "stops daemons, which " + Kubernetes.shared() + " does not allow: use -Dcluster=local");
  }
}
