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
import java.util.List;

/**
 * What a worker may do: read its own Task and write its status; list and watch work by a field
 * selector on the name. They carry the finalizer, so that in a namespace that is being deleted a
 * live worker can still restore the source and say so.
 *
 * @param owner reference to the task; null while the task is being deleted
 */
public record AccessRules(String namespace, String migration, String task, OwnerReference owner) {
  private static final String TASKS = "redismigrationtasks";
  private static final String RBAC = "rbac.authorization.k8s.io";

  /** In the order in which they are created; all have the task's name. */
  public List<HasMetadata> all() {
    return List.of(account(), role(), binding());
  }

  ServiceAccount account() {
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
        .withName(task)
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
