package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.kubernetes.PodSecurity;
import io.redismigration.testkit.kubernetes.TestNamespace;
import io.redismigration.testkit.waiting.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The operator, installed from the chart into a namespace that enforces the restricted standard. It
 * has the rights that the chart gives it and no others.
 */
final class OperatorRelease implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String NAME = "redis-migration-operator";
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
    Waiting.until("operator is ready", LIMIT, () -> ready() == replicas);
  }

  private int ready() {
    Integer ready =
        client()
            .apps()
            .deployments()
            .inNamespace(namespace())
            .withName(NAME)
            .get()
            .getStatus()
            .getReadyReplicas();
    return ready == null ? 0 : ready;
  }

  private KubernetesClient client() {
    return kubernetes.client();
  }

  /** Loads the image, installs the chart, returns when the operator is ready. */
  static OperatorRelease install() {
    Kubernetes kubernetes = Kubernetes.shared();
    kubernetes.loadImage(Path.of(System.getProperty("image.archive")));
    TestNamespace namespace = kubernetes.newNamespace("operator", PodSecurity.RESTRICTED);
    kubernetes.kubectl("apply", "--server-side", "-f", Chart.DIRECTORY.resolve("crds").toString());
    kubernetes.helm(
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
        LIMIT.toSeconds() + "s");
    return new OperatorRelease(kubernetes, namespace);
  }

  /** Takes it away again; the definitions stay. */
  @Override
  public void close() {
    kubernetes.helm("uninstall", NAME, "--namespace", namespace(), "--wait");
    namespace.close();
  }
}
