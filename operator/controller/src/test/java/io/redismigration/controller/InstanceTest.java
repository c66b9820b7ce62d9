package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.api.v1alpha1.CheckResult;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.fixture.Scene;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.migration.plan.PlannerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code instanceRef} names, looked at on a real API server with the chart's rights. */
class InstanceTest {
  private final Scene scene = new Scene();

  @BeforeEach
  void setUp() {
    scene.operator(RestartPolicy.standard(), PlannerSettings.onOneMachine());
  }

  @AfterEach
  void tearDown() {
    scene.close();
  }

  @Test
  void aServiceBehindTheEndpointPasses() {
    service("redis-old", "10.1.2.3");
    scene.workers().resolvesTo("10.1.2.3");

    scene.apply(named("Service", "redis-old"));
    RedisMigration streaming = scene.await("orders", Phase.Streaming);

    assertThat(check(streaming, "SourceInstanceRunning").result()).isEqualTo(CheckResult.Passed);
    assertThat(check(streaming, "SourceInstanceAddress").result()).isEqualTo(CheckResult.Passed);
    assertThat(check(streaming, "TargetInstanceRunning").result())
        .isEqualTo(CheckResult.NotApplicable);
  }

  @Test
  void aServiceThatLeadsElsewhereFails() {
    service("redis-old", "10.1.2.4");
    scene.workers().resolvesTo("10.1.2.3");

    scene.apply(named("Service", "redis-old"));
    RedisMigration failed = scene.await("orders", Phase.Failed);

    assertThat(check(failed, "SourceInstanceAddress").message())
        .contains("10.1.2.3")
        .contains("10.1.2.4");
  }

  @Test
  void aStatefulSetThatIsNotThereFails() {
    scene.apply(named("StatefulSet", "redis-old"));
    RedisMigration failed = scene.await("orders", Phase.Failed);

    assertThat(check(failed, "SourceInstanceRunning").message())
        .contains("there is no StatefulSet redis-old");
    assertThat(check(failed, "SourceInstanceAddress").result()).isEqualTo(CheckResult.Blocked);
  }

  private String named(String kind, String name) {
    return scene
        .manifest("orders")
        .replace("source: {", "source: {instanceRef: {kind: %s, name: %s}, ".formatted(kind, name));
  }

  private void service(String name, String address) {
    scene.create(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s}
        spec: {ports: [{port: 6379}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        ports: [{port: 6379}]
        endpoints: [{addresses: ["%2$s"]}]
        """
            .formatted(name, address));
  }

  private static CheckStatus check(RedisMigration migration, String name) {
    return migration.getStatus().checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
