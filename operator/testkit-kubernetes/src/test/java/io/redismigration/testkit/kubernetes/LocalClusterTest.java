package io.redismigration.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clusters of this machine come, stand side by side, and go without a trace, however one ends. */
@NeedsDaemons
class LocalClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Kubernetes shared = Kubernetes.shared();
  private final Clusters clusters = clustersOf("test-" + UUID.randomUUID());

  @Test
  void anotherOwnersStandsBesideAndGoesWithoutATrace() {
    LocalCluster cluster = take(clusters);
    try (Kubernetes kubernetes = new Kubernetes(cluster)) {
      runPod(kubernetes);
      assertThat(cluster.hostAddress()).isNotEqualTo(shared.hostAddress());
      assertThat(tracesOf(cluster)).isNotEmpty();
    }
    assertThat(tracesOf(cluster)).isEmpty();
    assertThat(shared.kubectl("get", "nodes")).contains("Ready");
  }

  @Test
  void podsAreReachedByAddressFromThisMachine() {
    try (TestNamespace namespace = shared.newNamespace("local")) {
      shared.kubectl(
          "run",
          "server",
          "--namespace=" + namespace.name(),
          "--image=" + shared.shellImage(),
          "--command",
          "--",
          "sh",
          "-c",
          "while true; do echo hello | nc -l -p 7000; done");
      shared.kubectl(
          "wait", "--for=condition=Ready", "pod/server", "--namespace=" + namespace.name());
      String address =
          shared
              .client()
              .pods()
              .inNamespace(namespace.name())
              .withName("server")
              .get()
              .getStatus()
              .getPodIP();

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(answerOf(address)).isEqualTo("hello\n"));
    }
  }

  @Test
  void theLastOfItsHoldersTakesItDown() {
    LocalCluster first = take(clusters);
    try (LocalCluster second = take(clusters)) {
      assertThat(second.directory()).isEqualTo(first.directory());
      first.close();
      assertThat(second.kubeconfig()).exists();
    }
    assertThat(tracesOf(first)).isEmpty();
  }

  @Test
  void whatAKilledHolderLeftIsRemovedByTheNext() {
    LocalCluster abandoned = take(clusters);
    runPod(new Kubernetes(abandoned));
    abandoned.holder().destroyForcibly();
    await().atMost(PATIENCE).until(() -> !abandoned.holder().isAlive());
    assertThat(tracesOf(abandoned)).isNotEmpty();

    try (LocalCluster next = take(clustersOf("test-" + UUID.randomUUID()))) {
      assertThat(next.kubeconfig()).exists();
      assertThat(podNamesIn(next)).isEmpty();
    }
    assertThat(tracesOf(abandoned)).isEmpty();
  }

  private static Clusters clustersOf(String owner) {
    return new Clusters(ClusterScript.unpackedIn(Clusters.cache()), owner);
  }

  private static LocalCluster take(Clusters clusters) {
    return (LocalCluster) clusters.take(ClusterKind.LOCAL);
  }

  private static void runPod(Kubernetes kubernetes) {
    kubernetes.kubectl(
        "run", "sleeper", "--image=" + kubernetes.shellImage(), "--command", "sleep", "3600");
    kubernetes.kubectl("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");
  }

  private static String podNamesIn(LocalCluster cluster) {
    return new Programs(cluster.tools(), cluster.kubeconfig(), cluster.directory())
        .kubectl("", "get", "pods", "--output=name");
  }

  /** Directory, mounts, network and processes. */
  private static List<String> tracesOf(LocalCluster cluster) {
    Path directory = cluster.directory();
    String network = "rmk" + directory.getFileName();
    return List.of(
            lines(Path.of("/proc/mounts"), directory + "/"),
            Files.exists(directory) ? List.of(directory.toString()) : List.<String>of(),
            Files.exists(Path.of("/run/netns", network)) ? List.of(network) : List.<String>of(),
            lines(Path.of("/proc/net/dev"), network + "-host"),
            cgroups(network),
            processesNaming(directory))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> lines(Path file, String part) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains(part)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Directly below the root (version 2) or below each controller (version 1). */
  private static List<String> cgroups(String name) {
    try (Stream<Path> folders =
        Files.find(Path.of("/sys/fs/cgroup"), 2, (path, is) -> path.endsWith(name))) {
      return folders.map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> processesNaming(Path directory) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(directory + "/"))
        .toList();
  }

  private static String answerOf(String address) throws IOException {
    try (Socket socket = new Socket(address, 7000)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
