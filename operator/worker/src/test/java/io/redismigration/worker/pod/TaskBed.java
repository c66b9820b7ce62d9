package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskSpec;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.testkit.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A namespace with one task, and containers that work for it with no more rights than pods get. */
final class TaskBed implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(40);
  static final String TASK = "orders-replicate-0";
  private static final Path CRDS = Path.of(System.getProperty("project.root"), "crds");

  private final ApiServer server;
  private final KubernetesClient admin;
  private final String namespace = "pod-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path directory;
  private final TaskMapper mapper = new TaskMapper(new PlannerJson());
  private final List<Container> containers = new ArrayList<>();
  private final KubernetesClient limited;

  TaskBed(ApiServer server, Path directory) {
    this.server = server;
    this.admin = server.client();
    this.directory = directory;
    admin
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    this.limited = PodClient.open(credentials());
  }

  /** Makes the definitions known to an API server. */
  static void define(ApiServer server) {
    server.kubectl("apply", "--server-side", "-f", CRDS.toString());
    server.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
  }

  private Config credentials() {
    var meta = new ObjectMetaBuilder().withName(TASK).withNamespace(namespace).build();
    admin.resource(new ServiceAccountBuilder().withMetadata(meta).build()).create();
    admin
        .resource(
            new RoleBuilder()
                .withMetadata(meta)
                .withRules(
                    new PolicyRuleBuilder()
                        .withApiGroups(RedisMigration.GROUP)
                        .withResources("redismigrationtasks")
                        .withResourceNames(TASK)
                        .withVerbs("get", "list", "watch")
                        .build(),
                    new PolicyRuleBuilder()
                        .withApiGroups(RedisMigration.GROUP)
                        .withResources("redismigrationtasks/status")
                        .withResourceNames(TASK)
                        .withVerbs("get", "patch", "update")
                        .build())
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withMetadata(meta)
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", TASK)
                .addNewSubject("", "ServiceAccount", TASK, namespace)
                .build())
        .create();
    String token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(TASK)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    return new ConfigBuilder(admin.getConfiguration())
        .withAutoConfigure(false)
        .withOauthToken(token)
        .build();
  }

  /** Takes the rights away, as a deleted namespace does. */
  void withdrawRights() {
    admin.rbac().roleBindings().inNamespace(namespace).withName(TASK).delete();
  }

  /** With a pod's rights. */
  KubernetesClient client() {
    return limited;
  }

  String namespace() {
    return namespace;
  }

  Path secrets() {
    return directory.resolve("secrets");
  }

  void secret(String name, String key, String value) throws IOException {
    Path folder = Files.createDirectories(secrets().resolve(name));
    Path fresh = Files.writeString(folder.resolve(key + ".new"), value);
    Files.move(fresh, folder.resolve(key), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Gives the order: makes the task, or changes it. */
  void order(TaskSpec order) {
    RedisMigrationTask task = new RedisMigrationTask();
    task.setMetadata(
        new ObjectMetaBuilder()
            .withName(TASK)
            .withNamespace(namespace)
            .withFinalizers("redismigration.io/restore")
            .build());
    task.setSpec(mapper.spec(order, "orders", null));
    if (resource() == null) {
      admin.resource(task).create();
    } else {
      respecify(task.getSpec());
    }
  }

  void respecify(RedisMigrationTaskSpec spec) {
    admin
        .resources(RedisMigrationTask.class)
        .inNamespace(namespace)
        .withName(TASK)
        .edit(
            now -> {
              now.setSpec(spec);
              return now;
            });
  }

  void delete() {
    admin.resources(RedisMigrationTask.class).inNamespace(namespace).withName(TASK).delete();
  }

  RedisMigrationTask resource() {
    return admin.resources(RedisMigrationTask.class).inNamespace(namespace).withName(TASK).get();
  }

  /** Somebody else's status. */
  void overwrite(RedisMigrationTaskStatus status) {
    admin
        .resources(RedisMigrationTask.class)
        .inNamespace(namespace)
        .withName(TASK)
        .editStatus(
            now -> {
              now.setStatus(status);
              return now;
            });
  }

  RedisMigrationTaskStatus status() {
    RedisMigrationTask task = resource();
    return task == null ? null : task.getStatus();
  }

  TaskStatus report() {
    return mapper.report(resource());
  }

  void awaitState(TaskState wanted) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              TaskStatus now = report();
              if (wanted != TaskState.FAILED) {
                assertThat(now.state())
                    .as("%s %s", now.message(), now.failure())
                    .isNotEqualTo(TaskState.FAILED);
              }
              return now.state() == wanted;
            });
  }

  /** Starts a container in this process. */
  Container start() {
    Container container = new Container();
    containers.add(container);
    return container;
  }

  PodSettings settings() {
    return new PodSettings(
        namespace,
        TASK,
        UUID.randomUUID().toString(),
        directory.resolve("spool"),
        secrets(),
        directory.resolve("termination-log"),
        0);
  }

  String lastWord() throws IOException {
    return Files.readString(directory.resolve("termination-log"));
  }

  ApiServer server() {
    return server;
  }

  /** One start of the worker. */
  final class Container {
    private final PodWorker worker =
        new PodWorker(settings(), limited, InstantSource.system(), task -> {});
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private Container() {
      Thread thread =
          new Thread(
              () -> {
                try {
                  exit.complete(worker.run());
                } catch (IOException | InterruptedException | RuntimeException e) {
                  exit.completeExceptionally(e);
                }
              },
              "container");
      thread.setDaemon(true);
      thread.start();
    }

    PodState state() {
      return worker.state();
    }

    int port() {
      return worker.state().port();
    }

    /** SIGTERM. */
    int stop() throws Exception {
      worker.stop();
      return exitCode();
    }

    int exitCode() throws Exception {
      return exit.get(LONG.toSeconds() * 2, TimeUnit.SECONDS);
    }

    boolean runs() {
      return !exit.isDone();
    }
  }

  @Override
  public void close() {
    for (Container container : containers) {
      container.worker.stop();
      container.exit.exceptionally(e -> -1).join();
    }
    limited.close();
  }
}
