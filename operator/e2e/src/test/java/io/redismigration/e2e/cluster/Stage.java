package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.kubernetes.PodSecurity;
import io.redismigration.testkit.kubernetes.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A namespace that enforces the restricted standard, two servers outside the cluster that its pods
 * reach, and migrations between them. Ends all of it when closed, migrations first. As an extension
 * it adds to a failure what the namespace and the operator say.
 */
final class Stage implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {

  static final String SECRET = "redis-password";
  static final String USER = "mover";
  static final String CHECKPOINT = "redis-migration:checkpoint";
  static final String SWITCHER = "orders-switch";
  static final String PASSWORD = "correct horse battery staple";

  /** Where no database of the tests' data is: there the checkpoint lies. */
  private static final String CHECKPOINTS = "15";

  private final Kubernetes kubernetes = Kubernetes.shared();
  private final List<LiveMigration> migrations = new ArrayList<>();
  private OperatorRelease operator;
  private TestNamespace namespace;
  private RedisServers servers;
  private RedisServer source;
  private RedisServer target;

  @Override
  public void beforeEach(ExtensionContext context) {
    operator =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Stage.class))
            .computeIfAbsent(
                OperatorRelease.class, key -> OperatorRelease.install(), OperatorRelease.class);
    namespace = kubernetes.newNamespace("story", PodSecurity.RESTRICTED);
    servers = RedisServers.standard();
  }

  /** Starts both servers, each with the same password. */
  Stage between(String from, String to) {
    source = servers.start(from, options());
    target = servers.start(to, options());
    return this;
  }

  /** For a server that pods reach. */
  ServerOptions options() {
    return ServerOptions.defaults().requirepass(PASSWORD).reachableAt(kubernetes.hostAddress());
  }

  /** Creates or replaces the Secret with both servers' password, and {@link #USER}. */
  Stage withSecret(String password) {
    kubernetes
        .client()
        .secrets()
        .inNamespace(namespace())
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .endMetadata()
                .withStringData(Map.of("username", USER, "password", password))
                .build())
        .createOr(existing -> existing.update());
    return this;
  }

  /** The shortest manifest between the two. */
  Manifest manifest() {
    Map<String, Object> password = Map.of("name", SECRET, "key", "password");
    return Manifest.shortest()
        .set("spec.source.endpoints", List.of(source.address()))
        .set("spec.source.auth.passwordSecretRef", password)
        .set("spec.target.endpoints", List.of(target.address()))
        .set("spec.target.auth.passwordSecretRef", password)
        // Pods of many tests share two processors.
        .set("spec.worker.resources", Map.of("requests", Map.of("cpu", "10m", "memory", "128Mi")));
  }

  /** For {@code spec.cutover.switchover.endpointSlice}: the slice of that name to the target. */
  Map<String, Object> sliceToTarget(String name) {
    return Map.of("name", name, "addresses", List.of(target.host()), "port", target.port());
  }

  /** Whether the commit is recorded in the target. */
  static boolean isCommitted(RespConnection target) {
    target.command("SELECT", CHECKPOINTS);
    return target.command("GET", CHECKPOINT) instanceof String text
        && text.contains("state=committed");
  }

  /** A name in the namespace under which pods reach a server. */
  void service(String name, int port, RedisServer server) {
    kubernetes.kubectlReading(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s}
        spec: {ports: [{name: redis, port: %2$d, targetPort: %4$d}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        ports: [{name: redis, port: %4$d}]
        endpoints: [{addresses: ["%3$s"]}]
        """
            .formatted(name, port, server.host(), server.port()),
        "apply",
        "--namespace",
        namespace(),
        "-f",
        "-");
  }

  /** The ServiceAccount {@link #SWITCHER}, which may repoint a Secret and an EndpointSlice. */
  void switcher(String name) {
    kubernetes.kubectlReading(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %1$s}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %1$s}
        rules:
          - {apiGroups: [""], resources: [secrets], resourceNames: [%2$s], verbs: [get, patch]}
          - {apiGroups: [discovery.k8s.io], resources: [endpointslices], resourceNames: [%2$s], verbs: [get, patch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %3$s}]
        """
            .formatted(SWITCHER, name, namespace()),
        "apply",
        "--namespace",
        namespace(),
        "-f",
        "-");
  }

  /** A migration of that name, not applied yet. */
  LiveMigration migration(String name) {
    LiveMigration migration = new LiveMigration(kubernetes, namespace(), name);
    migrations.add(migration);
    return migration;
  }

  RedisServer source() {
    return source;
  }

  RedisServer target() {
    return target;
  }

  RedisServers servers() {
    return servers;
  }

  String namespace() {
    return namespace.name();
  }

  Kubernetes kubernetes() {
    return kubernetes;
  }

  OperatorRelease operator() {
    return operator;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new AssertionError("operator said:\n" + operator.logOf(namespace())));
    namespace.handleTestExecutionException(context, failure);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      migrations.forEach(migration -> migration.delete("background"));
      migrations.forEach(LiveMigration::awaitGone);
    } finally {
      namespace.close();
      servers.close();
    }
  }
}
