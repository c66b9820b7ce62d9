package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.kubernetes.PodSecurity;
import io.redismigration.testkit.kubernetes.TestNamespace;
import io.redismigration.testkit.waiting.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The operator, installed from the chart into a namespace that enforces the restricted standard. It
 * has the rights that the chart gives it and no others.
 */
final class OperatorRelease implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String NAME = "redis-migration-operator";

  /** In a line of its log that tells of a migration. */
  private static final String OF_NAMESPACE = "namespace\":\"%s\"";

  private static final String IMAGE = "docker.io/library/redis-migration-operator";

  private final Kubernetes kubernetes;
  private final TestNamespace namespace;

  private OperatorRelease(Kubernetes kubernetes, TestNamespace namespace) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
  }

  /** Its namespace. */
  String namespace() {
    return namespace.name();
  }

  /** Its pods that are not going away. */
  List<Pod> pods() {
    return client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app.kubernetes.io/name", NAME)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** What its pods have logged. */
  String log() {
    StringBuilder text = new StringBuilder();
    for (Pod pod : pods()) {
      text.append(client().pods().resource(pod).getLog());
    }
    return text.toString();
  }

  /** As {@link #log}, without what was logged for migrations in other namespaces. */
  String logOf(String story) {
    String mine = OF_NAMESPACE.formatted(story);
    String anybody = OF_NAMESPACE.substring(0, OF_NAMESPACE.indexOf('%'));
    return log()
        .lines()
        .filter(line -> line.contains(mine) || !line.contains(anybody))
        .collect(Collectors.joining("\n"));
  }

  /** The pod that leads; waits until there is one. */
  Pod leader() {
    Waiting.sparingly("the operator has a leader", LIMIT, () -> found().isPresent());
    return found().orElseThrow();
  }

  private Optional<Pod> found() {
    Lease lease = client().leases().inNamespace(namespace()).withName(NAME).get();
    return lease == null
        ? Optional.empty()
        : pods().stream()
            .filter(pod -> pod.getMetadata().getName().equals(lease.getSpec().getHolderIdentity()))
            .findFirst();
  }

  /** Returns when another pod leads. */
  void awaitAnotherLeaderThan(Pod old) {
    String name = old.getMetadata().getName();
    Waiting.sparingly(
        "another replica leads than " + name,
        LIMIT,
        () -> found().filter(pod -> !pod.getMetadata().getName().equals(name)).isPresent());
  }

  /** Returns when the pod's container has ended and another one runs in its place. */
  void awaitAnotherContainerOf(Pod pod) {
    String name = pod.getMetadata().getName();
    String before = container(pod).getContainerID();
    Waiting.sparingly(
        "another container runs in " + name,
        LIMIT,
        () -> {
          ContainerStatus now =
              container(client().pods().inNamespace(namespace()).withName(name).get());
          return now.getState().getRunning() != null && !now.getContainerID().equals(before);
        });
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }

  /** Changes how many replicas there are; returns when all of them are ready. */
  void scaleTo(int replicas) {
    client().apps().deployments().inNamespace(namespace()).withName(NAME).scale(replicas);
    awaitReady(replicas);
  }

  /** Deletes its pods without a grace period, as if their node had died. */
  void killPods() {
    for (Pod pod : pods()) {
      client().pods().resource(pod).withGracePeriod(0).delete();
    }
  }

  /** Returns when so many replicas are ready. */
  void awaitReady(int replicas) {
    Waiting.sparingly(
        "operator is ready",
        LIMIT,
        () -> pods().size() == replicas && pods().stream().allMatch(OperatorRelease::isReady));
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private KubernetesClient client() {
    return kubernetes.client();
  }

  /**
   * Loads the image, installs the chart, returns when the operator is ready.
   *
   * @param settings of the chart, each as {@code name=value}
   */
  static OperatorRelease install(String... settings) {
    Kubernetes kubernetes = Kubernetes.shared();
    kubernetes.loadImage(Path.of(System.getProperty("image.archive")));
    TestNamespace namespace = kubernetes.newNamespace("operator", PodSecurity.RESTRICTED);
    kubernetes.kubectl("apply", "--server-side", "-f", Chart.DIRECTORY.resolve("crds").toString());
    List<String> words =
        new ArrayList<>(
            List.of(
                "install",
                NAME,
                Chart.DIRECTORY.toString(),
                "--namespace",
                namespace.name(),
                "--set",
                "image.repository=" + IMAGE,
                "--set",
                "image.tag=" + System.getProperty("image.tag"),
                "--wait",
                "--timeout",
                LIMIT.toSeconds() + "s"));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    kubernetes.helm(words.toArray(String[]::new));
    return new OperatorRelease(kubernetes, namespace);
  }

  /** Takes it away again; the definitions stay. */
  @Override
  public void close() {
    kubernetes.helm("uninstall", NAME, "--namespace", namespace(), "--wait");
    namespace.close();
  }
}
