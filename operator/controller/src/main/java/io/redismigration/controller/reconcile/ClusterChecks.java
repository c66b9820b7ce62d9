package io.redismigration.controller.reconcile;

import io.redismigration.controller.ending.Farewell;
import io.redismigration.controller.instance.Instances;
import io.redismigration.controller.pod.Admission;
import io.redismigration.controller.pod.TaskSeen;
import io.redismigration.controller.switchover.Clients;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.InstanceRules;
import io.redismigration.migration.checks.SwitchoverRules;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds to a preflight's checks those that only the cluster can answer: that its pod was let in, and
 * whether what {@code instanceRef} names runs behind the endpoint, whether the clients' objects can
 * be repointed, and whether a report says that this was done before.
 */
record ClusterChecks(Farewell reports, Instances instances, Clients clients) {

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
    checks.addAll(switchover(seen, part.seen().order()));
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

  /** As the spec says now; one that cannot be read is told elsewhere. */
  private List<CheckResult> switchover(Observed seen, TaskSpec order) {
    MigrationSpec spec = SpecReader.read(seen.migration(), List.of()).spec();
    SwitchoverSpec wanted = spec == null ? null : spec.cutover().switchover();
    boolean password =
        order.target().auth() != null && order.target().auth().passwordSecretRef() != null;
    return SwitchoverRules.of(
        wanted,
        password,
        wanted == null
            ? null
            : clients.look(seen.migration().getMetadata().getNamespace(), wanted));
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
