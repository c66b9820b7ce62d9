package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.pod.PodVerdict;
import io.redismigration.controller.pod.TaskSeen;
import java.util.List;
import java.util.Optional;

/** A migration and all that belongs to it, as the cluster shows it at one moment. */
record Observed(RedisMigration migration, Memory memory, List<Part> parts) {

  /** A task with its pods, which are in no particular order. */
  record Part(RedisMigrationTask task, TaskSeen seen, List<Pod> pods) {
    String name() {
      return task.getMetadata().getName();
    }
  }

  List<TaskSeen> tasks() {
    return parts.stream().map(Part::seen).toList();
  }

  List<RedisMigrationTask> objects() {
    return parts.stream().map(Part::task).toList();
  }

  /** Tasks whose pods were asked to go. */
  List<RedisMigrationTask> leaving() {
    return parts.stream()
        .filter(part -> part.seen().pod() instanceof PodVerdict.Leaving)
        .map(Part::task)
        .toList();
  }

  Optional<Part> part(String task) {
    return parts.stream().filter(part -> part.name().equals(task)).findFirst();
  }

  boolean anyPodMayWork() {
    return parts.stream().anyMatch(part -> part.seen().pod().mayWork());
  }
}
