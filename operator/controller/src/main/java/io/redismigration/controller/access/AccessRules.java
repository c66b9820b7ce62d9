package io.redismigration.controller.access;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.Marks;
import io.redismigration.migration.task.TaskSpec;
import java.util.List;

/**
 * What a worker may do: read its own Task and write its status; list and watch work by a field
 * selector on the name. They carry the finalizer, so that in a namespace that is being deleted a
 * live worker can still restore the source and say so.
 *
 * @param account the user's, which is only given the same for a while and stays theirs; null: one
 *     of the task's own
 * @param owner reference to the task; null while the task is being deleted
 */
public record AccessRules(
    String namespace, String migration, String task, String account, OwnerReference owner) {
  private static final String TASKS = "redismigrationtasks";
  private static final String RBAC = "rbac.authorization.k8s.io";

  /** Whose rights a task's worker has. */
  public static String accountOf(TaskSpec order) {
    return order.switchover() == null ? order.name() : order.switchover().serviceAccountName();
  }

  /** What the operator makes of it for that task. */
  public static AccessRules of(
      String namespace, String migration, TaskSpec order, OwnerReference owner) {
    String given = order.switchover() == null ? null : order.switchover().serviceAccountName();
    return new AccessRules(namespace, migration, order.name(), given, owner);
  }

  /** In the order in which they are created; all have the task's name. */
  public List<HasMetadata> all() {
    return account == null ? List.of(own(), role(), binding()) : List.of(role(), binding());
  }

  ServiceAccount own() {
    return new ServiceAccountBuilder()
        .withMetadata(metadata())
        .withAutomountServiceAccountToken(true)
        .build();
  }

  Role role() {
    return new RoleBuilder()
        .withMetadata(metadata())
        .withRules(
            rule(TASKS, "get", "list", "watch"), rule(TASKS + "/status", "get", "patch", "update"))
        .build();
  }

  RoleBinding binding() {
    return new RoleBindingBuilder()
        .withMetadata(metadata())
        .withNewRoleRef()
        .withApiGroup(RBAC)
        .withKind("Role")
        .withName(task)
        .endRoleRef()
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(account == null ? task : account)
        .withNamespace(namespace)
        .endSubject()
        .build();
  }

  private PolicyRule rule(String resource, String... verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(RedisMigration.GROUP)
        .withResources(resource)
        .withResourceNames(task)
        .withVerbs(verbs)
        .build();
  }

  private ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withName(task)
        .withNamespace(namespace)
        .withLabels(Marks.labels(migration, task))
        .withAnnotations(Marks.annotations(migration, task))
        .withFinalizers(Marks.FINALIZER)
        .withOwnerReferences(owner == null ? List.of() : List.of(owner))
        .build();
  }
}
