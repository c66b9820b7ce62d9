package io.redismigration.controller.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.redismigration.controller.Marks;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
  private final AccessRules access =
      new AccessRules("shop", "orders", "orders-replicate-0-1", null, null);

  @Test
  void aWorkerReachesItsOwnTaskAndNothingElse() {
    assertThat(access.role().getRules())
        .allSatisfy(
            rule -> {
              assertThat(rule.getApiGroups()).containsExactly("redismigration.io");
              assertThat(rule.getResourceNames()).containsExactly("orders-replicate-0-1");
            })
        .extracting(PolicyRule::getResources)
        .flatExtracting(resources -> resources)
        .containsExactly("redismigrationtasks", "redismigrationtasks/status");
    assertThat(access.role().getRules().get(0).getVerbs()).containsExactly("get", "list", "watch");
    assertThat(access.role().getRules().get(1).getVerbs())
        .containsExactly("get", "patch", "update");
  }

  @Test
  void bindsTheTasksOwnAccount() {
    assertThat(access.binding().getSubjects())
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getKind()).isEqualTo("ServiceAccount");
              assertThat(subject.getName()).isEqualTo(access.own().getMetadata().getName());
            });
    assertThat(access.binding().getRoleRef().getName())
        .isEqualTo(access.role().getMetadata().getName());
  }

  @Test
  void staysUntilTheTaskIsDone() {
    assertThat(access.all())
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getFinalizers()).containsExactly(Marks.FINALIZER);
              assertThat(object.getMetadata().getName()).isEqualTo("orders-replicate-0-1");
            });
  }
}
