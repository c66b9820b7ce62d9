package io.redismigration.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster that runs containers, with this machine's servers in reach. */
@NeedsKubernetes
class KubernetesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLED = 128 + 9;

  private final Kubernetes kubernetes = Kubernetes.shared();

  @AutoClose @RegisterExtension
  private final TestNamespace namespace = kubernetes.newNamespace("testkit");

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @Test
  void aPodRunsToItsEnd() {
    run("greeter", "echo hello");

    awaitPhase("greeter", "Succeeded");
    assertThat(namespace.report()).contains("pod greeter: Succeeded", "hello", "Scheduled");
  }

  @Test
  void aPodReachesARedisOfThisMachine() {
    RedisServer redis =
        servers.start("7.0", ServerOptions.defaults().reachableAt(kubernetes.hostAddress()));

    run(
        "client",
        "printf 'SET greeting hello\\r\\nQUIT\\r\\n' | nc %s %d"
            .formatted(redis.host(), redis.port()));

    awaitPhase("client", "Succeeded");
    assertThat(redis.command("GET", "greeting")).isEqualTo("hello");
  }

  @Test
  void aPodIsReachedThroughTheApiServer() throws IOException {
    run("server", "while true; do echo hello | nc -l -p 7000; done");
    awaitPhase("server", "Running");

    try (LocalPortForward forward =
        kubernetes
            .client()
            .pods()
            .inNamespace(namespace.name())
            .withName("server")
            .portForward(7000)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(answerAt(forward.getLocalPort())).isEqualTo("hello\n"));
    }
  }

  @Test
  void programsSpeakToTheCluster() {
    assertThat(kubernetes.kubectl("get", "namespace", namespace.name(), "-o", "name"))
        .isEqualTo("namespace/" + namespace.name() + "\n");
    assertThat(kubernetes.helm("list", "--namespace", namespace.name())).contains("NAME");
    assertThatThrownBy(() -> kubernetes.kubectl("get", "nonsense"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("the server doesn't have a resource type \"nonsense\"");
  }

  @Test
  void aNamespaceEnforcesPodSecurity() {
    try (TestNamespace strict = kubernetes.newNamespace("strict", PodSecurity.RESTRICTED)) {
      assertThatThrownBy(
              () ->
                  kubernetes.kubectl(
                      "run", "root", "-n", strict.name(), "--image=" + kubernetes.shellImage()))
          .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
    }
  }

  @NeedsDaemons
  @ParameterizedTest
  @EnumSource
  void containersGoOnWithoutADaemonAndFollowItAgain(Daemon daemon) {
    run("steady", "sleep 3600");
    awaitPhase("steady", "Running");
    String container = containerId("steady");

    kubernetes.daemon(daemon).kill();
    kubernetes.daemon(daemon).start();

    run("after", "echo done");
    awaitPhase("after", "Succeeded");
    assertThat(containerId("steady")).isEqualTo(container);
    assertThat(pod("steady").getStatus().getContainerStatuses().get(0).getRestartCount()).isZero();
  }

  @NeedsDaemons
  @Test
  void aContainerIsKilledUnderItsPod() {
    run("victim", "sleep 3600");
    awaitPhase("victim", "Running");

    kubernetes.container(pod("victim")).kill();

    awaitPhase("victim", "Failed");
    assertThat(pod("victim").getStatus().getContainerStatuses().get(0).getState().getTerminated())
        .satisfies(end -> assertThat(end.getExitCode()).isEqualTo(KILLED));
  }

  @NeedsDaemons
  @Test
  void aFrozenContainerDoesNothingUntilItThaws() {
    run("ticker", "while true; do echo tick; sleep 0.1; done");
    awaitPhase("ticker", "Running");
    ContainerControl container = kubernetes.container(pod("ticker"));

    container.freeze();
    run("meanwhile", "echo done");
    awaitPhase("meanwhile", "Succeeded");
    String frozen = log("ticker");
    run("later", "echo done");
    awaitPhase("later", "Succeeded");
    assertThat(log("ticker")).isEqualTo(frozen);

    container.thaw();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log("ticker").length()).isGreaterThan(frozen.length()));
  }

  private String log(String name) {
    return kubernetes.client().pods().inNamespace(namespace.name()).withName(name).getLog();
  }

  private String containerId(String name) {
    return pod(name).getStatus().getContainerStatuses().get(0).getContainerID();
  }

  private void run(String name, String script) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("shell")
            .withImage(kubernetes.shellImage())
            .withImagePullPolicy("IfNotPresent")
            .withCommand("sh", "-c", script)
            .endContainer()
            .endSpec()
            .build();
    kubernetes.client().pods().inNamespace(namespace.name()).resource(pod).create();
  }

  private Pod pod(String name) {
    return kubernetes.client().pods().inNamespace(namespace.name()).withName(name).get();
  }

  private void awaitPhase(String name, String phase) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pod(name).getStatus().getPhase()).isEqualTo(phase));
  }

  private static String answerAt(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
