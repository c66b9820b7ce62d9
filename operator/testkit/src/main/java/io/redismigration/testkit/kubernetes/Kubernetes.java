package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real cluster for tests, with a node that runs containers. Take {@link #shared}, and a namespace
 * of your own in it. For several threads.
 */
public final class Kubernetes implements AutoCloseable {

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final KubernetesClient client;
  private final Path scratch;
  private final Command commands;

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
    commands = new Command(environment(), COMMAND_LIMIT);
  }

  /** kubectl remembers what an address serves: clusters come and go at the same one. */
  private Map<String, String> environment() {
    return Map.of(
        "KUBECONFIG", cluster.kubeconfig().toString(),
        "KUBECACHEDIR", scratch.resolve("kubectl").toString(),
        "HELM_CACHE_HOME", scratch.resolve("helm-cache").toString(),
        "HELM_CONFIG_HOME", scratch.resolve("helm-config").toString(),
        "HELM_DATA_HOME", scratch.resolve("helm-data").toString());
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
    return commands.run(input, line(cluster.tools().kubectl(), arguments));
  }

  /** Starts kubectl, to watch for instance; all it prints goes to the file. The caller ends it. */
  public Process startKubectl(Path output, String... arguments) {
    return commands.start(output, line(cluster.tools().kubectl(), arguments));
  }

  /** Runs helm, as {@link #kubectl}. */
  public String helm(String... arguments) {
    return commands.run("", line(cluster.tools().helm(), arguments));
  }

  private static List<String> line(Path program, String... arguments) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(List.of(arguments));
    return line;
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

  /** Whether {@link #daemon} works here. */
  public boolean hasDaemons() {
    return cluster.daemons().isPresent();
  }

  /**
   * Faults of a daemon.
   *
   * @throws UnsupportedOperationException if the cluster is not local; see {@link NeedsDaemons}
   */
  public DaemonControl daemon(Daemon daemon) {
    return new DaemonControl(
        daemon,
        cluster
            .daemons()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "the daemons of " + cluster.description() + " are not ours to stop")));
  }

  /** Lets the cluster go; it goes down where nobody else holds it. */
  @Override
  public void close() {
    client.close();
    cluster.close();
    try (Stream<Path> walk = Files.walk(scratch)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + scratch, e);
    }
  }

  @Override
  public String toString() {
    return cluster.description();
  }
}
