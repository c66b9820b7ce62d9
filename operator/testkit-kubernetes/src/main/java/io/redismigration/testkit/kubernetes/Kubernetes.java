package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real cluster for tests, with a node that runs containers. Take {@link #shared}, and a namespace
 * of your own in it. For several threads.
 */
public final class Kubernetes implements AutoCloseable {

  private final Cluster cluster;
  private final KubernetesClient client;
  private final Path scratch;
  private final Programs programs;

  Kubernetes(Cluster cluster) {
    this.cluster = cluster;
    try {
      client =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(Files.readString(cluster.kubeconfig())))
              .build();
      scratch = Files.createTempDirectory("testkit-kubernetes-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + cluster.kubeconfig(), e);
    }
    programs = new Programs(cluster.tools(), cluster.kubeconfig(), scratch);
  }

  /**
   * The cluster of this process, of the kind {@link ClusterKind#wanted}; taken the first time, let
   * go when the process ends.
   *
   * @throws ClusterUnavailableException each time, if there is none
   */
  public static Kubernetes shared() {
    return Shared.INSTANCE.get();
  }

  /** With all rights. Do not close it. */
  public KubernetesClient client() {
    return client;
  }

  /** With all rights. */
  public Path kubeconfig() {
    return cluster.kubeconfig();
  }

  /**
   * Runs kubectl.
   *
   * @return standard output
   * @throws CommandFailedException if it fails, or takes longer than two minutes
   */
  public String kubectl(String... arguments) {
    return kubectlReading("", arguments);
  }

  /** As {@link #kubectl}, with that on standard input: {@code apply -f -}. */
  public String kubectlReading(String input, String... arguments) {
    return programs.kubectl(input, arguments);
  }

  /** Starts kubectl, to watch for instance; all it prints goes to the file. The caller ends it. */
  public Process startKubectl(Path output, String... arguments) {
    return programs.startKubectl(output, arguments);
  }

  /** Runs helm, as {@link #kubectl}. */
  public String helm(String... arguments) {
    return programs.helm(arguments);
  }

  /** Makes a namespace that allows any pod; its name starts with the prefix. */
  public TestNamespace newNamespace(String prefix) {
    return newNamespace(prefix, PodSecurity.PRIVILEGED);
  }

  /** Makes a namespace that enforces that standard; its name starts with the prefix. */
  public TestNamespace newNamespace(String prefix, PodSecurity enforced) {
    return TestNamespace.create(client, prefix, enforced);
  }

  /** Makes the images of a docker-archive known to the node, under the names in the archive. */
  public void loadImage(Path tar) {
    cluster.load(tar);
  }

  /** An image with a shell and the usual tools. */
  public String shellImage() {
    return cluster.shellImage();
  }

  /** Under which pods reach servers that listen on this address here, and we do, too. */
  public String hostAddress() {
    return cluster.hostAddress();
  }

  /** Whether {@link #daemon} and {@link #container} work here. */
  public boolean hasDaemons() {
    return cluster.faults().isPresent();
  }

  /**
   * Faults of a daemon.
   *
   * @throws UnsupportedOperationException if the cluster is not local; see {@link NeedsDaemons}
   */
  public DaemonControl daemon(Daemon daemon) {
    return new DaemonControl(daemon, faults());
  }

  /**
   * Faults of the one container that a pod has.
   *
   * @throws UnsupportedOperationException if the cluster is not local; see {@link NeedsDaemons}
   */
  public ContainerControl container(Pod pod) {
    String id = pod.getStatus().getContainerStatuses().get(0).getContainerID();
    return new ContainerControl(id.substring(id.lastIndexOf('/') + 1), faults());
  }

  private NodeFaults faults() {
    return cluster
        .faults()
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "the node of " + cluster.description() + " is not ours to harm"));
  }

  /** Lets the cluster go; it goes down where nobody else holds it. */
  @Override
  public void close() {
    client.close();
    cluster.close();
    Folders.delete(scratch);
  }

  @Override
  public String toString() {
    return cluster.description();
  }
}
