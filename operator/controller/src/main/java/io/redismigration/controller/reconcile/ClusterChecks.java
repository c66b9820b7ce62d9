package io.redismigration.controller.reconcile;

import io.redismigration.controller.ending.Farewell;
import io.redismigration.controller.instance.Instances;
import io.redismigration.controller.pod.Admission;
import io.redismigration.controller.pod.TaskSeen;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.InstanceRules;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds to a preflight's checks those that only the cluster can answer: that its pod was let in, and
 * whether what {@code instanceRef} names runs behind the endpoint, and whether a report says that
 * this was done before.
 */
record ClusterChecks(Farewell reports, Instances instances) {

  Observed checked(Observed seen) {
    Phase phase = seen.memory().state().phase();
    if (phase != Phase.VALIDATING && phase != Phase.PREPARING) {
      return seen;
    }
    return new Observed(
        seen.migration(),
        seen.memory(),
        seen.parts().stream()
            .map(part -> isDone(part.seen()) ? checked(seen, part) : part)
            .toList());
  }

  private static boolean isDone(TaskSeen task) {
    return task.order().type() == TaskType.PREFLIGHT
        && task.report().state() == TaskState.SUCCEEDED;
  }

  private Observed.Part checked(Observed seen, Observed.Part part) {
    List<CheckResult> checks = new ArrayList<>(part.seen().report().checks());
    checks.addAll(Admission.granted());
    Resolved found = part.seen().report().resolved();
    checks.addAll(instance(seen, Side.SOURCE, part.seen().order().source().instanceRef(), found));
    checks.addAll(instance(seen, Side.TARGET, part.seen().order().target().instanceRef(), found));
    String name = CheckName.ALREADY_COMPLETED.label();
    checks.add(
        reports
            .completedBefore(seen.migration())
            .map(
                when ->
                    new CheckResult(
                        name,
                        CheckOutcome.FAILED,
                        "ConfigMap %s says that this source was migrated to this target: %s"
                            .formatted(Farewell.reportName(seen.migration()), when),
                        "delete it, or add %s to spec.checks.ignore".formatted(name)))
            .orElseGet(() -> new CheckResult(name, CheckOutcome.PASSED, "", "")));
    return new Observed.Part(
        part.task(), part.seen().with(part.seen().report().withChecks(checks)), part.pods());
  }

  private List<CheckResult> instance(Observed seen, Side side, InstanceRef named, Resolved found) {
    List<String> addresses =
        found == null
            ? List.of()
            : side == Side.SOURCE ? found.sourceAddresses() : found.targetAddresses();
    return InstanceRules.of(
        side,
        named,
        named == null ? null : instances.look(seen.migration().getMetadata().getNamespace(), named),
        addresses);
  }
}
