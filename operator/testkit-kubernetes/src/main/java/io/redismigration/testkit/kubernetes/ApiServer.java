package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.redismigration.testkit.ProcessStarter;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.tls.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A real API server with its etcd, on loopback, without root: for definitions, admission, access
 * rules and reconcilers. Nothing else runs: no pod starts, and unless {@link #withControllers} says
 * so, no owner's dependents are collected and a deleted namespace stays. Up in a few seconds, about
 * 350 MiB. Needs Go where its programs were never built; ends with this process, however that ends.
 */
public final class ApiServer implements AutoCloseable {

  private final Path binaries;
  private final Path directory;
  private final TestCertificates.PemFiles certificates;
  private final Path tokens;
  private final ProcessStarter starter = new ProcessStarter();
  private final LoopbackProcess etcd;
  private final LoopbackProcess server;
  private final LoopbackProcess manager;
  private final Programs programs;
  private final Thread hook = new Thread(this::end, "api-server-shutdown");
  private KubernetesClient client;
  private List<String> controllers = List.of();

  private ApiServer(Path binaries, Path directory) throws IOException {
    this.binaries = binaries;
    this.directory = directory;
    TestCertificates authority = TestCertificates.create();
    certificates = authority.writeTo(directory.resolve("certificates"));
    tokens = directory.resolve("tokens.csv");
    HttpClient probe = // it breaks off HTTP/2 with whoever does not log in
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(authority.clientContext())
            .build();
    etcd =
        new LoopbackProcess(
            starter,
            probe,
            "http://127.0.0.1:%d/health",
            directory.resolve("etcd.log"),
            this::etcdCommand);
    server =
        new LoopbackProcess(
            starter,
            probe,
            "https://127.0.0.1:%d/readyz",
            directory.resolve("kube-apiserver.log"),
            this::serverCommand);
    manager =
        new LoopbackProcess(
            starter,
            probe,
            "https://127.0.0.1:%d/healthz",
            directory.resolve("kube-controller-manager.log"),
            this::managerCommand);
    programs = new Programs(Tools.in(binaries), kubeconfig(), directory);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one, and returns when it is ready.
   *
   * @throws ClusterUnavailableException if its programs cannot be built, or do not come up
   */
  public static ApiServer start() {
    Path binaries = Clusters.standard().build("api");
    try {
      ApiServer started = new ApiServer(binaries, Files.createTempDirectory("testkit-api-"));
      started.bringUp();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure an API server", e);
    }
  }

  private void bringUp() throws IOException {
    String token = UUID.randomUUID().toString();
    Files.writeString(tokens, token + ",admin,admin,system:masters\n");
    try {
      etcd.start();
      server.start();
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
    Files.writeString(kubeconfig(), kubeconfigWith(token));
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
            .build();
  }

  /**
   * Starts controllers of kube-controller-manager beside it, by name: {@code
   * garbage-collector-controller}, {@code namespace-controller}.
   */
  public ApiServer withControllers(String... names) {
    controllers = List.of(names);
    manager.start();
    return this;
  }

  /** With all rights. Do not close it. */
  public KubernetesClient client() {
    return client;
  }

  /** With all rights. */
  public Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  /** Runs kubectl, as {@link Kubernetes#kubectl} does. */
  public String kubectl(String... arguments) {
    return kubectlReading("", arguments);
  }

  /** As {@link #kubectl}, with that on standard input. */
  public String kubectlReading(String input, String... arguments) {
    return programs.kubectl(input, arguments);
  }

  /** All that the API server has printed. */
  public String log() {
    return server.log();
  }

  /** Kills the API server; what it keeps stays. Connections break. */
  public void kill() {
    server.kill();
  }

  /** Starts it again at the same address, killed first if it runs. Returns when it is ready. */
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    if (client != null) {
      client.close();
    }
    end();
  }

  private void end() {
    manager.kill();
    server.kill();
    etcd.kill();
    starter.close();
    Folders.delete(directory);
  }

  private List<String> etcdCommand(int port) {
    String url = "http://127.0.0.1:" + port;
    String peers = "http://127.0.0.1:" + Ports.free();
    return List.of(
        binaries.resolve("etcd").toString(),
        "--data-dir=" + directory.resolve("etcd"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
  }

  /** Nobody makes service accounts or endpoints here: pods may be stored without the former. */
  private List<String> serverCommand(int port) {
    return List.of(
        binaries.resolve("kube-apiserver").toString(),
        "--etcd-servers=http://127.0.0.1:" + etcd.port(),
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--advertise-address=192.0.2.1",
        "--endpoint-reconciler-type=none",
        "--tls-cert-file=" + certificates.serverCertificate(),
        "--tls-private-key-file=" + certificates.serverKey(),
        "--token-auth-file=" + tokens,
        "--authorization-mode=RBAC",
        "--disable-admission-plugins=ServiceAccount",
        "--service-cluster-ip-range=198.51.100.0/24",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + certificates.serverCertificate(),
        "--service-account-signing-key-file=" + certificates.serverKey());
  }

  private List<String> managerCommand(int port) {
    return List.of(
        binaries.resolve("kube-controller-manager").toString(),
        "--kubeconfig=" + kubeconfig(),
        "--controllers=" + String.join(",", controllers),
        "--leader-elect=false",
        "--kube-api-qps=300",
        "--kube-api-burst=600",
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--tls-cert-file=" + certificates.serverCertificate(),
        "--tls-private-key-file=" + certificates.serverKey());
  }

  private String kubeconfigWith(String token) {
    return """
    apiVersion: v1
    kind: Config
    current-context: testkit
    contexts: [{name: testkit, context: {cluster: testkit, user: admin}}]
    clusters: [{name: testkit, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
    users: [{name: admin, user: {token: "%s"}}]
    """
        .formatted(server.port(), certificates.authority(), token);
  }
}
