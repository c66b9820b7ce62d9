package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.SourceClientStatus;
import io.redismigration.controller.fixture.Scene;
import io.redismigration.controller.instance.PodNames;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses of a source's clients become pods, on a real API server with the chart's rights. */
class SourceClientsTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private final Scene scene = new Scene();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final InstantSource clock = now::get;

  @AfterEach
  void tearDown() {
    scene.close();
  }

  @Test
  void theStatusNamesThePodThatUsesTheSource() {
    pod("billing-0", "10.9.0.5", false);
    scene.workers().sourceIsUsedBy(from("10.9.0.5", "192.0.2.1"));
    scene.operator();

    scene.apply(scene.manifest("orders"));
    RedisMigration seen =
        scene.await(
            "orders",
            found ->
                found.getStatus() != null
                    && found.getStatus().cutover() != null
                    && found.getStatus().cutover().sourceClients() != null);

    assertThat(seen.getStatus().cutover().sourceClients().before().clients())
        .extracting(SourceClientStatus::address, SourceClientStatus::pod)
        .containsExactly(
            tuple("10.9.0.5", scene.namespace() + "/billing-0"), tuple("192.0.2.1", null));
  }

  @Test
  void aPodWithTheAddressOfItsNodeOrOneThatIsOverIsNotNamed() {
    pod("agent", "10.9.0.6", true);
    pod("job", "10.9.0.7", false);
    status(scene.namespace(), "job", "{\"phase\":\"Succeeded\"}");

    assertThat(pods(names(Set.of()), "10.9.0.6", "10.9.0.7")).containsOnlyNulls();
  }

  @Test
  void podsOfOtherNamespacesAreNamedWhereTheOperatorIsToldToWatchThem() {
    String elsewhere = scene.namespace() + "-apps";
    scene
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(elsewhere).endMetadata().build())
        .create();
    pod(elsewhere, "billing-0", "10.9.0.8", false);

    assertThat(pods(names(Set.of(scene.namespace(), elsewhere)), "10.9.0.8"))
        .containsExactly(elsewhere + "/billing-0");
    assertThat(pods(names(Set.of()), "10.9.0.8")).containsOnlyNulls();
  }

  @Test
  void anAnswerIsKeptUntilAnotherAddressComesUp() {
    PodNames names = names(Set.of());
    assertThat(pods(names, "10.9.0.9")).containsOnlyNulls();
    pod("late-0", "10.9.0.9", false);
    pod("late-1", "10.9.0.10", false);

    now.set(NOON.plusSeconds(60));
    assertThat(pods(names, "10.9.0.9")).as("asked before").containsOnlyNulls();
    String late = scene.namespace() + "/late-";
    assertThat(pods(names, "10.9.0.9", "10.9.0.10"))
        .containsExactlyInAnyOrder(late + "0", late + "1");
    now.set(NOON.plus(Duration.ofMinutes(20)));
    scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withName("late-0")
        .withGracePeriod(0)
        .delete();

    assertThat(pods(names, "10.9.0.9")).as("after a while").containsOnlyNulls();
  }

  @Test
  void whereItMayNotListPodsNobodyIsNamed() {
    pod("billing-0", "10.9.0.5", false);

    try (KubernetesClient stranger = scene.stranger()) {
      assertThat(pods(new PodNames(stranger, Set.of(), clock), "10.9.0.5")).containsOnlyNulls();
    }
  }

  private PodNames names(Set<String> watched) {
    return new PodNames(scene.client(), watched, clock);
  }

  private List<String> pods(PodNames names, String... addresses) {
    return names.named(from(addresses), scene.namespace()).before().clients().stream()
        .map(SourceClient::pod)
        .toList();
  }

  private static SourceClients from(String... addresses) {
    return new SourceClients(
        new ClientsSeen(
            NOON,
            Arrays.stream(addresses)
                .map(at -> new SourceClient(at, null, "billing", "default", 1, true, "set"))
                .toList(),
            0,
            null),
        null);
  }

  private void pod(String name, String address, boolean hostNetwork) {
    pod(scene.namespace(), name, address, hostNetwork);
  }

  private void pod(String namespace, String name, String address, boolean hostNetwork) {
    scene
        .client()
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s}
                spec:
                  serviceAccountName: %1$s
                  automountServiceAccountToken: false
                  hostNetwork: %2$s
                  containers: [{name: app, image: app}]
                """
                    .formatted(name, hostNetwork)
                    .getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
    status(
        namespace,
        name,
        "{\"phase\":\"Running\",\"podIP\":\"%1$s\",\"podIPs\":[{\"ip\":\"%1$s\"}]}"
            .formatted(address));
  }

  private void status(String namespace, String pod, String status) {
    scene
        .client()
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":%s}".formatted(status));
  }
}
