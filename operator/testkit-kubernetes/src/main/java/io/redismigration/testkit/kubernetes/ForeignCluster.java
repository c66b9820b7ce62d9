package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster of the user's own. We bring images there by the user's command and stop nothing. */
final class ForeignCluster implements Cluster {

  private static final Duration LOAD_LIMIT = Duration.ofMinutes(5);

  private final Path kubeconfig;
  private final Tools tools;

  private ForeignCluster(Path kubeconfig, Tools tools) {
    this.kubeconfig = kubeconfig;
    this.tools = tools;
  }

  /**
   * The one that kubectl would speak to.
   *
   * @throws ClusterUnavailableException if there is no kubeconfig
   */
  static ForeignCluster ofTheUser(Tools tools) {
    String set = System.getenv("KUBECONFIG");
    Path file =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), ".kube", "config")
            : Path.of(set);
    if (!Files.isReadable(file)) {
      throw new ClusterUnavailableException("there is no kubeconfig at " + file);
    }
    return new ForeignCluster(file, tools);
  }

  @Override
  public String description() {
    return "the cluster of " + kubeconfig;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public Tools tools() {
    return tools;
  }

  /** System property {@code cluster.shell}, where the cluster does not pull what others do. */
  @Override
  public String shellImage() {
    return System.getProperty("cluster.shell", "docker.io/library/busybox:1.37");
  }

  /** System property {@code cluster.host}, else our address on the way to the API server. */
  @Override
  public String hostAddress() {
    String set = System.getProperty("cluster.host");
    if (set != null && !set.isBlank()) {
      return set;
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      URI server = URI.create(Config.fromKubeconfig(Files.readString(kubeconfig)).getMasterUrl());
      socket.connect(new InetSocketAddress(server.getHost(), 9)); // sends nothing
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find our address; set -Dcluster.host", e);
    }
  }

  /** By the command of system property {@code cluster.load}, the file's path at its end. */
  @Override
  public void load(Path tar) {
    String command = System.getProperty("cluster.load", "");
    if (command.isBlank()) {
      throw new ClusterUnavailableException(
          "say how images get into the cluster, such as -Dcluster.load='kind load image-archive'");
    }
    List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+")));
    line.add(tar.toAbsolutePath().toString());
    new Command(Map.of(), LOAD_LIMIT).run("", line);
  }

  @Override
  public Optional<NodeFaults> faults() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // It is the user's.
  }
}
