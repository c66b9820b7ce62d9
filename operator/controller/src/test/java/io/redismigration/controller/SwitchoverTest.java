package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.redismigration.api.v1alpha1.CheckLevel;
import io.redismigration.api.v1alpha1.CheckResult;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.fixture.Scene;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.migration.plan.PlannerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients follow, on a real API server: the operator looks, the user's account acts. */
class SwitchoverTest {
  private static final PlannerSettings USUAL = PlannerSettings.inCluster();
  private final Scene scene = new Scene();

  @BeforeEach
  void setUp() {
    scene.operator(
        RestartPolicy.standard(),
        new PlannerSettings(
            Duration.ZERO,
            USUAL.validationPause(),
            USUAL.validationFreshness(),
            USUAL.workerSilence(),
            USUAL.cleanUpPatience(),
            USUAL.backOff(),
            USUAL.switchesClients(),
            USUAL.cutoverTries()));
    scene.create(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: orders-redis}
        spec: {selector: {app: redis-old}, ports: [{port: 6379}]}
        """);
  }

  @AfterEach
  void tearDown() {
    scene.close();
  }

  @Test
  void theUsersAccountSwitchesWithItsOwnRightsAndStays() {
    account();
    scene.apply(manifest());
    RedisMigration streaming = scene.await("orders", Phase.Streaming);
    assertThat(check(streaming, "SwitchoverObjects").result()).isEqualTo(CheckResult.Passed);
    assertThat(check(streaming, "SwitchoverAllowed").result()).isEqualTo(CheckResult.Passed);
    assertThat(check(streaming, "SwitchoverManaged").result()).isEqualTo(CheckResult.Passed);

    scene.confirm("orders");
    scene.await(
        "orders",
        now ->
            now.getStatus().phase() == Phase.Completed
                && now.getStatus().cutover().switchover().state().equals("Switched"));

    Pod pod =
        scene.pods().stream()
            .filter(each -> each.getMetadata().getName().equals("orders-switch-1-1-1"))
            .findFirst()
            .orElseThrow();
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("switcher");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isTrue();
    RoleBinding binding =
        scene
            .client()
            .rbac()
            .roleBindings()
            .inNamespace(scene.namespace())
            .withName("orders-switch-1-1")
            .get();
    assertThat(binding.getSubjects()).extracting(each -> each.getName()).containsOnly("switcher");

    scene.client().resource(scene.migration("orders")).delete();
    scene.awaitGone("orders");
    scene.assertNothingLeft();
    assertThat(accountNames()).contains("switcher");
  }

  @Test
  void anAccountWithoutTheRightFailsTheValidationWithTheCommands() {
    scene.create(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: switcher}
        """);

    scene.apply(manifest());
    RedisMigration failed = scene.await("orders", Phase.Failed);

    CheckStatus allowed = check(failed, "SwitchoverAllowed");
    assertThat(allowed.result()).isEqualTo(CheckResult.Failed);
    assertThat(allowed.message())
        .isEqualTo("ServiceAccount switcher may not get and patch Service orders-redis");
    assertThat(allowed.suggestion()).contains("kubectl create role switcher-service");
  }

  @Test
  void aServiceKeptByArgoCdIsAWarningBeforeAnythingBegins() {
    account();
    scene
        .client()
        .services()
        .inNamespace(scene.namespace())
        .withName("orders-redis")
        .edit(
            service -> {
              service.getMetadata().setLabels(Map.of("argocd.argoproj.io/instance", "shop"));
              return service;
            });

    scene.apply(manifest());
    RedisMigration streaming = scene.await("orders", Phase.Streaming);

    CheckStatus managed = check(streaming, "SwitchoverManaged");
    assertThat(managed.result()).isEqualTo(CheckResult.Failed);
    assertThat(managed.level()).isEqualTo(CheckLevel.Warning);
    assertThat(managed.suggestion()).contains("ignoreDifferences");
  }

  @Test
  void aServiceWithoutASelectorFailsTheValidation() {
    account();
    scene.apply(manifest().replace("name: orders-redis", "name: nothing"));

    RedisMigration failed = scene.await("orders", Phase.Failed);

    assertThat(check(failed, "SwitchoverObjects").message())
        .isEqualTo("Service nothing is not there");
  }

  private List<String> accountNames() {
    return scene
        .client()
        .serviceAccounts()
        .inNamespace(scene.namespace())
        .list()
        .getItems()
        .stream()
        .map(account -> account.getMetadata().getName())
        .toList();
  }

  private void account() {
    scene.create(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: switcher}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: switcher}
        rules:
          - {apiGroups: [""], resources: [services], resourceNames: [orders-redis], verbs: [get, patch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: switcher}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: switcher}
        subjects: [{kind: ServiceAccount, name: switcher, namespace: %s}]
        """
            .formatted(scene.namespace()));
  }

  private String manifest() {
    return scene.manifest("orders")
        + "  cutover: {switchover: {serviceAccountName: switcher, service: {name: orders-redis,"
        + " selector: {app: redis-new}}}}\n";
  }

  private static CheckStatus check(RedisMigration migration, String name) {
    return migration.getStatus().checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
