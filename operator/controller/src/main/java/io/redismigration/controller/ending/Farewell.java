package io.redismigration.controller.ending;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.pod.Refusal;
import io.redismigration.controller.task.TaskWriter;
import io.redismigration.migration.model.MigrationStatus;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes reports, and lets a migration go that nobody can end in good order any more. */
public final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

  private final KubernetesClient client;
  private final TaskWriter tasks;
  private final String operatorNamespace;
  private final Report reports;

  /**
   * @param operatorNamespace where the report of a migration goes whose own namespace is going
   */
  public Farewell(
      KubernetesClient client, TaskWriter tasks, String operatorNamespace, InstantSource clock) {
    this.client = client;
    this.tasks = tasks;
    this.operatorNamespace = operatorNamespace;
    this.reports = new Report(clock);
  }

  /**
   * Leaves the report of an end beside the migration; a namespace that will not have it goes
   * without.
   */
  public void report(RedisMigration migration, MigrationStatus state) {
    try {
      ConfigMap before = find(migration).orElse(null);
      put(reports.of(migration, state, before));
    } catch (KubernetesClientException e) {
      LOG.warn("the report was not written: {}", e.getMessage());
    }
  }

  /** When and by whom the same source was migrated to the same target; empty: never. */
  public Optional<String> completedBefore(RedisMigration migration) {
    return find(migration).map(ConfigMap::getData).map(data -> data.get(Report.COMPLETED));
  }

  /** The name of the report of a migration between the same two. */
  public static String reportName(RedisMigration migration) {
    return Report.name(migration);
  }

  private Optional<ConfigMap> find(RedisMigration migration) {
    return Optional.ofNullable(
        client
            .configMaps()
            .inNamespace(migration.getMetadata().getNamespace())
            .withName(Report.name(migration))
            .get());
  }

  private void put(ConfigMap report) {
    try {
      client.resource(report).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      client.resource(report).update();
    }
  }

  /** Whether somebody has told the operator to let a migration go that is being deleted. */
  public static boolean isAbandoned(RedisMigration migration) {
    Map<String, String> annotations = migration.getMetadata().getAnnotations();
    return migration.getMetadata().getDeletionTimestamp() != null
        && annotations != null
        && "true".equals(annotations.get(Marks.ABANDON));
  }

  /**
   * In a namespace that is being deleted pods go first (Kubernetes 1.34, ordered namespace
   * deletion), and a worker that is told to end restores only if its task goes as well: so the
   * tasks are marked as soon as that is seen.
   *
   * @param leaving tasks of one namespace whose pods were asked to go
   */
  public void markInDyingNamespace(List<RedisMigrationTask> leaving) {
    List<RedisMigrationTask> unmarked =
        leaving.stream().filter(task -> task.getMetadata().getDeletionTimestamp() == null).toList();
    if (unmarked.isEmpty() || !isDying(unmarked.get(0).getMetadata().getNamespace())) {
      return;
    }
    for (RedisMigrationTask task : unmarked) {
      LOG.info(
          "namespace {} is being deleted: the worker of {} restores",
          task.getMetadata().getNamespace(),
          task.getMetadata().getName());
      client.resource(task).delete();
    }
  }

  /** Nothing is created: whether it could be tells whether the namespace is being deleted. */
  private boolean isDying(String namespace) {
    try {
      client
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName("redis-migration-probe")
                  .withNamespace(namespace)
                  .endMetadata()
                  .build())
          .dryRun()
          .create();
      return false;
    } catch (KubernetesClientException e) {
      return Refusal.isNamespaceTerminating(e);
    }
  }

  /** Says what is left to do, in the log and in the operator's namespace, and removes the tasks. */
  public void letGo(
      RedisMigration migration, MigrationStatus state, List<RedisMigrationTask> left, String why) {
    List<String> commands = Report.commands(state);
    LOG.warn(
        "migration {}/{} goes without being ended: {}. {}",
        migration.getMetadata().getNamespace(),
        migration.getMetadata().getName(),
        why,
        commands.isEmpty()
            ? "Nothing is left to restore"
            : "Run: " + String.join(" && ", commands));
    try {
      put(reports.unfulfilled(operatorNamespace, migration, state, why));
    } catch (KubernetesClientException e) {
      LOG.warn("the report was not written: {}", e.getMessage());
    }
    for (RedisMigrationTask task : left) {
      client
          .pods()
          .inNamespace(task.getMetadata().getNamespace())
          .withLabel(Marks.TASK, Marks.label(task.getMetadata().getName()))
          .list()
          .getItems()
          .forEach(pod -> client.resource(pod).delete());
      tasks.remove(task);
    }
  }
}
