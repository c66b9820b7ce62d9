package io.redismigration.controller.ending;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.task.TaskWriter;
import io.redismigration.migration.model.MigrationStatus;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes reports, and lets a migration go that nobody can end in good order any more. */
public final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

  private final KubernetesClient client;
  private final TaskWriter tasks;
  private final String operatorNamespace;
  private final Report reports = new Report();

  /**
   * @param operatorNamespace where the report of a migration goes whose own namespace is going
   */
  public Farewell(KubernetesClient client, TaskWriter tasks, String operatorNamespace) {
    this.client = client;
    this.tasks = tasks;
    this.operatorNamespace = operatorNamespace;
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

  /**
   * Why a migration that is being deleted is let go without having been ended; empty: it is not.
   *
   * @param terminating nothing can be created in its namespace any more
   * @param works some worker may still be at work
   */
  public static Optional<String> unfulfilled(
      RedisMigration migration, boolean terminating, boolean works) {
    var annotations = migration.getMetadata().getAnnotations();
    if (annotations != null && "true".equals(annotations.get(Marks.ABANDON))) {
      return Optional.of("let go by annotation " + Marks.ABANDON);
    }
    return terminating && !works
        ? Optional.of("its namespace is being deleted and no worker is left in it")
        : Optional.empty();
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
          .delete();
      tasks.remove(task);
    }
  }
}
