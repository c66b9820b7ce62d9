package io.redismigration.controller.ending;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.pod.PodFollower;
import io.redismigration.controller.task.TaskWriter;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.manifest.UnreadableRecordException;
import io.redismigration.migration.ledger.RestoreCommands;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks whose migration is gone: somebody took its finalizer away. Their workers are asked to go,
 * and restore by themselves since their task is being deleted; what nobody restored is told.
 */
public final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

  private final KubernetesClient client;
  private final TaskWriter tasks;
  private final TaskMapper mapper;
  private final InstantSource clock;

  public Orphans(
      KubernetesClient client, TaskWriter tasks, TaskMapper mapper, InstantSource clock) {
    this.client = client;
    this.tasks = tasks;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** Looks at these again, and takes every orphan among them one step towards its end. */
  public void sweep(Collection<RedisMigrationTask> known) {
    for (RedisMigrationTask task : known) {
      try {
        if (isOrphan(task)) {
          end(task);
        }
      } catch (KubernetesClientException | UnreadableRecordException e) {
        LOG.warn("task {} without a migration stays for now: {}", name(task), e.getMessage());
      }
    }
  }

  private boolean isOrphan(RedisMigrationTask task) {
    RedisMigration migration =
        client
            .resources(RedisMigration.class)
            .inNamespace(task.getMetadata().getNamespace())
            .withName(task.getSpec().migration())
            .get();
    return migration == null || !migration.getMetadata().getUid().equals(migrationUid(task));
  }

  /** The uid of the migration a task was made for. */
  public String migrationUid(RedisMigrationTask task) {
    return mapper.order(task).runId();
  }

  private void end(RedisMigrationTask task) {
    if (task.getMetadata().getDeletionTimestamp() == null) {
      LOG.info("task {} has no migration any more and goes", name(task));
      client.resource(task).delete();
    }
    List<Pod> pods =
        client
            .pods()
            .inNamespace(task.getMetadata().getNamespace())
            .withLabel(Marks.TASK, Marks.label(task.getMetadata().getName()))
            .list()
            .getItems();
    pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .forEach(pod -> client.resource(pod).delete());
    if (pods.stream().anyMatch(pod -> PodFollower.of(pod, clock.instant()).mayWork())) {
      return;
    }
    RedisMigrationTask last = client.resource(task).get();
    if (last != null) {
      tell(last);
      tasks.remove(last);
    }
  }

  private void tell(RedisMigrationTask task) {
    List<String> commands = RestoreCommands.of(mapper.report(task).ledger());
    if (!commands.isEmpty()) {
      LOG.warn(
          "task {} goes without having restored the source. Run: {}",
          name(task),
          String.join(" && ", commands));
    }
  }

  private static String name(RedisMigrationTask task) {
    return task.getMetadata().getNamespace() + "/" + task.getMetadata().getName();
  }
}
