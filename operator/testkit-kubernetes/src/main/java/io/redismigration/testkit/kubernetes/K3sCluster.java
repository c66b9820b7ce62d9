package io.redismigration.testkit.kubernetes;

import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** K3s in a container, one per process; Testcontainers removes it when we are gone. */
final class K3sCluster implements Cluster {

  private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.6-k3s1");
  private static final String IMPORTED = "/tmp/image.tar";

  private final K3sContainer container;
  private final Path directory;
  private final Tools tools;

  private K3sCluster(K3sContainer container, Path directory, Tools tools) {
    this.container = container;
    this.directory = directory;
    this.tools = tools;
  }

  /**
   * Whether anything hints at a Docker daemon: Testcontainers, asked in vain, prints an error that
   * frightens.
   */
  static boolean looksPossible() {
    String home = System.getProperty("user.home");
    String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run");
    return System.getenv("DOCKER_HOST") != null
        || Stream.of(
                Path.of("/var/run/docker.sock"),
                Path.of(runtime, "docker.sock"),
                Path.of(home, ".docker", "run", "docker.sock"),
                Path.of(home, ".testcontainers.properties"))
            .anyMatch(Files::exists);
  }

  /**
   * Starts it.
   *
   * @throws ClusterUnavailableException if Docker is missing or does not run it
   */
  static K3sCluster start(Tools tools) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new ClusterUnavailableException("no Docker daemon answers");
    }
    K3sContainer container =
        new K3sContainer(IMAGE)
            .withCommand("server", "--disable=traefik,metrics-server", "--tls-san=localhost");
    try {
      container.start();
      Path directory = Files.createTempDirectory("testkit-k3s-");
      Files.writeString(directory.resolve("kubeconfig"), container.getKubeConfigYaml());
      return new K3sCluster(container, directory, tools);
    } catch (ContainerLaunchException | ContainerFetchException e) {
      container.stop();
      throw new ClusterUnavailableException("Docker does not run " + IMAGE + ": " + root(e), e);
    } catch (IOException e) {
      container.stop();
      throw new UncheckedIOException("cannot keep the kubeconfig of K3s", e);
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  @Override
  public String description() {
    return "K3s in container " + container.getContainerId();
  }

  @Override
  public Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  @Override
  public Tools tools() {
    return tools;
  }

  @Override
  public String shellImage() {
    return "docker.io/library/busybox:1.37";
  }

  @Override
  public String hostAddress() {
    return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getGateway)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("K3s is in no network"));
  }

  @Override
  public void load(Path tar) {
    container.copyFileToContainer(MountableFile.forHostPath(tar), IMPORTED);
    try {
      ExecResult result =
          container.execInContainer("ctr", "--namespace", "k8s.io", "images", "import", IMPORTED);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException("cannot import " + tar + ": " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot import " + tar, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while importing " + tar, e);
    }
  }

  @Override
  public Optional<NodeFaults> faults() {
    return Optional.empty();
  }

  @Override
  public void close() {
    container.stop();
    try {
      Files.deleteIfExists(kubeconfig());
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
