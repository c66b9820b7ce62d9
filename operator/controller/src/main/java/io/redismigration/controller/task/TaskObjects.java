package io.redismigration.controller.task;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.task.TaskSpec;
import java.util.List;

/** A task's object around its order: names, owner, finalizer. */
public final class TaskObjects {
  private TaskObjects() {}

  /** A new object for that order. */
  public static RedisMigrationTask create(
      RedisMigration migration, TaskSpec order, String image, TaskMapper mapper) {
    String name = migration.getMetadata().getName();
    RedisMigrationTask task = new RedisMigrationTask();
    task.getMetadata().setName(order.name());
    task.getMetadata().setNamespace(migration.getMetadata().getNamespace());
    task.getMetadata().setLabels(Marks.labels(name, order.name()));
    task.getMetadata().setAnnotations(Marks.annotations(name, order.name()));
    task.getMetadata().setFinalizers(List.of(Marks.FINALIZER));
    OwnerReference owner = ownedBy(migration);
    task.getMetadata().setOwnerReferences(owner == null ? List.of() : List.of(owner));
    task.setSpec(mapper.spec(order, name, image));
    return task;
  }

  /** A container began anew under an epoch that was used, and waits for a higher one. */
  public static boolean needsEpoch(RedisMigrationTask task) {
    return task.getStatus() != null && Boolean.TRUE.equals(task.getStatus().needsEpoch());
  }

  /**
   * A reference to the owner; null while it is being deleted: who is going away owns nothing new,
   * or the garbage collector would take it away in the midst of its work.
   */
  public static OwnerReference ownedBy(CustomResource<?, ?> owner) {
    return owner.getMetadata().getDeletionTimestamp() != null
        ? null
        : new OwnerReferenceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .withController(true)
            .withBlockOwnerDeletion(true)
            .build();
  }
}
