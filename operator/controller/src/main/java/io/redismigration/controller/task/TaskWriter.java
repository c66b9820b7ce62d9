package io.redismigration.controller.task;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskSpec;
import io.redismigration.controller.Marks;
import io.redismigration.controller.access.AccessRules;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.task.TaskSpec;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, orders and removes Tasks. */
public final class TaskWriter {
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final TaskMapper mapper;

  public TaskWriter(KubernetesClient client, TaskMapper mapper) {
    this.client = client;
    this.mapper = mapper;
  }

  /**
   * Creates the task, or finds it.
   *
   * @throws KubernetesClientException if the API server will not have it
   */
  public RedisMigrationTask create(RedisMigration migration, TaskSpec order, String image) {
    RedisMigrationTask wanted = TaskObjects.create(migration, order, image, mapper);
    try {
      return client.resource(wanted).create();
    } catch (KubernetesClientException e) {
      RedisMigrationTask found =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT ? client.resource(wanted).get() : null;
      if (found == null || !mapper.order(found).runId().equals(order.runId())) {
        throw e;
      }
      return found;
    }
  }

  /**
   * Gives the task its new order, unless somebody else has done so meanwhile: the generation counts
   * changes of the order alone, so that a worker's reports do not stand in the way.
   *
   * @return the task as it is now; empty: what was seen of it is out of date
   * @throws KubernetesClientException if the API server will not have it
   */
  public Optional<RedisMigrationTask> update(RedisMigrationTask seen, TaskSpec order) {
    RedisMigrationTaskSpec spec =
        mapper.spec(order, seen.getSpec().migration(), seen.getSpec().image());
    List<Map<String, Object>> patch =
        List.of(
            test("/metadata/uid", seen.getMetadata().getUid()),
            test("/metadata/generation", seen.getMetadata().getGeneration()),
            Map.of("op", "replace", "path", "/spec", "value", spec));
    try {
      return Optional.of(patch(seen, patch));
    } catch (KubernetesClientException e) {
      if (isOutOfDate(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A patch whose test fails is refused without a cause; one that breaks the schema names it. */
  private static boolean isOutOfDate(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND -> true;
      case UNPROCESSABLE ->
          e.getStatus() == null
              || e.getStatus().getDetails() == null
              || e.getStatus().getDetails().getCauses() == null
              || e.getStatus().getDetails().getCauses().isEmpty();
      default -> false;
    };
  }

  /** Removes the task and its worker's rights; its pods must have gone before. */
  public void remove(RedisMigrationTask task) {
    String namespace = task.getMetadata().getNamespace();
    String name = task.getMetadata().getName();
    AccessRules access = new AccessRules(namespace, task.getSpec().migration(), name, null, null);
    access.all().forEach(this::removeHeld);
    removeHeld(task);
  }

  private void removeHeld(HasMetadata held) {
    if (held.getMetadata().getDeletionTimestamp() == null) {
      client.resource(held).delete();
    }
    try {
      patch(
          held,
          List.of(
              test("/metadata/finalizers/0", Marks.FINALIZER),
              Map.of("op", "remove", "path", "/metadata/finalizers/0")));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        removeAmongOthers(held, e);
      }
    }
  }

  /** Somebody else holds it as well. */
  private void removeAmongOthers(HasMetadata held, KubernetesClientException why) {
    HasMetadata now = client.resource(held).get();
    if (now == null) {
      return;
    }
    int index = now.getFinalizers().indexOf(Marks.FINALIZER);
    if (index == 0) {
      throw why;
    }
    if (index > 0) {
      patch(
          now,
          List.of(
              test("/metadata/finalizers/" + index, Marks.FINALIZER),
              Map.of("op", "remove", "path", "/metadata/finalizers/" + index)));
    }
  }

  private <T extends HasMetadata> T patch(T object, List<Map<String, Object>> operations) {
    return client
        .resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(Marks.OPERATOR)
                .build(),
            Serialization.asJson(operations));
  }

  private static Map<String, Object> test(String path, Object value) {
    return Map.of("op", "test", "path", path, "value", value);
  }
}
