package io.redismigration.worker.pod.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.testkit.kubernetes.ApiServer;
import io.redismigration.worker.LocalTaskHost;
import io.redismigration.worker.pod.PodClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real API server, and no more rights than a user gives to the ServiceAccount it names. */
class SwitchWorkerTest {
  private static final String ACCOUNT = "orders-switch";
  private static final String TASK = "orders-switch-1-1";
  private static final String PASSWORD = "of-the-target";
  private static ApiServer api;

  private final String namespace = "switch-" + UUID.randomUUID().toString().substring(0, 8);
  private KubernetesClient limited;
  private LocalTaskHost host;

  @BeforeAll
  static void startApiServer() {
    api = ApiServer.start();
  }

  @AfterAll
  static void stopApiServer() {
    api.close();
  }

  @BeforeEach
  void given() throws IOException {
    api.client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    create(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: orders-redis}
        spec: {selector: {app: redis-old, role: primary}, ports: [{port: 6379}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: managed}
        spec: {type: ExternalName, externalName: old.example.com}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: orders}
        stringData: {host: redis-old, password: of-the-source, other: untouched}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: orders-1}
        addressType: IPv4
        ports: [{name: redis, port: 6379}]
        endpoints: [{addresses: ["10.1.1.1"]}]
        """);
    grant(
        rule("", "services", "orders-redis", "managed"),
        rule("", "secrets", "orders"),
        rule("discovery.k8s.io", "endpointslices", "orders-1"));
    limited = PodClient.open(credentials());
    host = host();
  }

  @AfterEach
  void stop() {
    host.close();
    limited.close();
  }

  @Test
  void aLookChangesNothing() {
    String before = versions();

    host.apply(order(DesiredState.PREPARE, everything()));

    TaskStatus report = awaited(TaskState.PREPARED);
    assertThat(report.switched())
        .hasSize(3)
        .allMatch(object -> object.state() == SwitchedObject.State.READY);
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void everythingIsRepointedAndWhatItWasIsKept() {
    host.apply(order(DesiredState.PREPARE, everything()));
    awaited(TaskState.PREPARED);

    host.apply(order(DesiredState.RUN, everything()));
    TaskStatus report = awaited(TaskState.SWITCHED);

    assertThat(report.switched())
        .extracting(SwitchedObject::state)
        .containsOnly(SwitchedObject.State.SWITCHED);
    assertThat(service("orders-redis").getSpec().getSelector())
        .containsExactly(Map.entry("app", "redis-new"));
    assertThat(service("orders-redis").getMetadata().getAnnotations().get(Repointing.BEFORE))
        .contains("redis-old", "primary", "run-1");
    assertThat(slice().getEndpoints())
        .flatExtracting(endpoint -> endpoint.getAddresses())
        .containsExactly("10.2.2.2", "10.2.2.3");
    assertThat(slice().getPorts())
        .extracting(port -> port.getName() + port.getPort())
        .containsExactly("redis6380");
    assertThat(secret())
        .containsEntry("host", "redis-new")
        .containsEntry("port", "6380")
        .containsEntry("password", PASSWORD)
        .containsEntry("other", "untouched")
        .containsEntry("before-switchover.host", "redis-old")
        .containsEntry("before-switchover.password", "of-the-source");
    assertThat(report.toString()).doesNotContain(PASSWORD, "of-the-source");
  }

  @Test
  void aWorkerThatComesLaterFindsItDone() {
    host.apply(order(DesiredState.RUN, everything()));
    awaited(TaskState.SWITCHED);
    String done = versions();
    host.close();

    host = host();
    host.apply(order(DesiredState.RUN, everything()));

    awaited(TaskState.SWITCHED);
    assertThat(versions()).isEqualTo(done);
  }

  @Test
  void anExternalNameIsRepointed() {
    host.apply(order(DesiredState.RUN, externalName()));

    awaited(TaskState.SWITCHED);
    assertThat(service("managed").getSpec().getExternalName()).isEqualTo("new.example.com");
  }

  @Test
  void whatItMayNotChangeIsToldBeforeAnythingIsClosed() {
    api.client().rbac().roles().inNamespace(namespace).withName(ACCOUNT).delete();
    grant(rule("", "secrets", "orders"), rule("discovery.k8s.io", "endpointslices", "orders-1"));

    host.apply(order(DesiredState.PREPARE, everything()));

    TaskStatus report = awaited(TaskState.FAILED);
    assertThat(report.failure().reason()).isEqualTo("SwitchoverNotPossible");
    assertThat(report.message()).contains("Service orders-redis may not be reached");
    assertThat(report.switched())
        .filteredOn(object -> object.state() == SwitchedObject.State.READY)
        .extracting(SwitchedObject::kind)
        .containsExactly("Secret", "EndpointSlice");
  }

  @Test
  void whatTheApiServerWouldRefuseIsToldBeforeAnythingIsClosed() {
    SwitchoverSpec wrong =
        new SwitchoverSpec(
            ACCOUNT,
            null,
            new SwitchoverSpec.OfEndpointSlice("orders-1", List.of("not-an-address"), null),
            null);

    host.apply(order(DesiredState.PREPARE, wrong));

    assertThat(awaited(TaskState.FAILED).message()).contains("EndpointSlice orders-1 is refused");
  }

  @Test
  void anObjectThatComesWithinTheMinuteIsStillRepointed() {
    api.client().services().inNamespace(namespace).withName("managed").delete();
    host.apply(order(DesiredState.RUN, externalName()));
    await().until(() -> host.statuses().get(TASK).message().contains("is not there"));

    create(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: managed}
        spec: {type: ExternalName, externalName: old.example.com}
        """);

    awaited(TaskState.SWITCHED);
  }

  @Test
  void whoeverLeadsClientsBackIsNamedAndHasTheLastWord() {
    host.apply(order(DesiredState.RUN, externalName()));
    awaited(TaskState.SWITCHED);
    host.apply(order(DesiredState.DETACH, externalName()));

    lead("old.example.com");
    await().until(() -> first().state() == SwitchedObject.State.REVERTED);
    assertThat(first().message()).startsWith("written by git-tool at ");
    host.close();
    host = host();
    host.apply(order(DesiredState.DETACH, externalName()));
    await().until(() -> first().state() == SwitchedObject.State.REVERTED);
    assertThat(service("managed").getSpec().getExternalName()).isEqualTo("old.example.com");

    lead("new.example.com");
    await().until(() -> first().state() == SwitchedObject.State.SWITCHED);
  }

  private SwitchedObject first() {
    List<SwitchedObject> objects = host.statuses().get(TASK).switched();
    return objects.isEmpty()
        ? SwitchedObject.unknown(new SwitchedObject.Ref("Service", "managed"))
        : objects.get(0);
  }

  private void lead(String name) {
    api.kubectl(
        "patch",
        "service",
        "managed",
        "-n",
        namespace,
        "--field-manager=git-tool",
        "-p",
        "{\"spec\":{\"externalName\":\"%s\"}}".formatted(name));
  }

  private static SwitchoverSpec everything() {
    return new SwitchoverSpec(
        ACCOUNT,
        new SwitchoverSpec.OfService("orders-redis", Map.of("app", "redis-new"), null),
        new SwitchoverSpec.OfEndpointSlice("orders-1", List.of("10.2.2.2", "10.2.2.3"), 6380),
        new SwitchoverSpec.OfSecret("orders", Map.of("host", "redis-new", "port", "6380"), true));
  }

  private static SwitchoverSpec externalName() {
    return new SwitchoverSpec(
        ACCOUNT, new SwitchoverSpec.OfService("managed", Map.of(), "new.example.com"), null, null);
  }

  private static TaskSpec order(DesiredState desired, SwitchoverSpec clients) {
    ConnectionSpec plain = ConnectionSpec.to(new Endpoint("redis-new", 6379));
    ConnectionSpec target =
        new ConnectionSpec(
            plain.topology(),
            plain.access(),
            plain.endpoints(),
            plain.instanceRef(),
            new AuthSpec(null, new SecretKeyRef("new", "password")),
            plain.tls(),
            plain.sentinel(),
            plain.preferReplica());
    return new TaskSpec(
        TASK,
        TaskType.SWITCH,
        "0",
        "run-1",
        1,
        1,
        desired,
        plain,
        target,
        false,
        false,
        null,
        null,
        null,
        null,
        clients);
  }

  private LocalTaskHost host() {
    return new LocalTaskHost(
        (orders, reports) ->
            new SwitchWorker(
                orders,
                reports,
                limited,
                namespace,
                reference ->
                    reference.name().equals("new")
                        ? Optional.of((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8))
                        : Optional.empty(),
                InstantSource.system()),
        InstantSource.system());
  }

  private TaskStatus awaited(TaskState wanted) {
    await().until(() -> host.statuses().get(TASK).state() == wanted);
    return host.statuses().get(TASK);
  }

  private void create(String yaml) {
    api.client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
  }

  private void grant(PolicyRule... rules) {
    api.client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    api.client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", ACCOUNT)
                .addNewSubject("", "ServiceAccount", ACCOUNT, namespace)
                .build())
        .serverSideApply();
  }

  private static PolicyRule rule(String group, String resource, String... names) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withResourceNames(names)
        .withVerbs("get", "patch")
        .build();
  }

  private Config credentials() throws IOException {
    return new ConfigBuilder(Config.fromKubeconfig(Files.readString(api.kubeconfig())))
        .withImpersonateUsername("system:serviceaccount:%s:%s".formatted(namespace, ACCOUNT))
        .build();
  }

  private String versions() {
    return service("orders-redis").getMetadata().getResourceVersion()
        + slice().getMetadata().getResourceVersion()
        + api.client()
            .secrets()
            .inNamespace(namespace)
            .withName("orders")
            .get()
            .getMetadata()
            .getResourceVersion();
  }

  private Service service(String name) {
    return api.client().services().inNamespace(namespace).withName(name).get();
  }

  private EndpointSlice slice() {
    return api.client()
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .withName("orders-1")
        .get();
  }

  private Map<String, String> secret() {
    Secret secret = api.client().secrets().inNamespace(namespace).withName("orders").get();
    return secret.getData().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new String(
                        Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
  }
}
