package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.WorkerSpec;
import io.redismigration.controller.access.AccessRules;
import io.redismigration.controller.event.EventWriter;
import io.redismigration.controller.pod.PodAction;
import io.redismigration.controller.pod.PodFault;
import io.redismigration.controller.pod.PodFollower;
import io.redismigration.controller.pod.PodTemplate;
import io.redismigration.controller.pod.PodWriter;
import io.redismigration.controller.pod.Refusal;
import io.redismigration.controller.pod.WorkerImage;
import io.redismigration.controller.task.TaskObjects;
import io.redismigration.controller.task.TaskWriter;
import io.redismigration.migration.plan.Action;
import io.redismigration.migration.task.TaskSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Does what was decided and stored. Doing it twice does no harm; what cannot be done now is decided
 * again in the next turn.
 */
final class Actor {
  private final TaskWriter tasks;
  private final PodWriter pods;
  private final EventWriter events;
  private final Recent recent;
  private final WorkerImage image;
  private final Map<String, Refusal> refusals;

  /**
   * @param recent told of everything written, so that the next turn sees it
   * @param image of the workers; its reference is fixed in each task when that is created
   * @param refusals pods that were refused, by task's uid; kept here
   */
  Actor(
      TaskWriter tasks,
      PodWriter pods,
      EventWriter events,
      Recent recent,
      WorkerImage image,
      Map<String, Refusal> refusals) {
    this.tasks = tasks;
    this.pods = pods;
    this.events = events;
    this.recent = recent;
    this.image = image;
    this.refusals = refusals;
  }

  /** What came of it. */
  enum Outcome {
    DONE,
    /** What was seen is out of date: look again soon. */
    STALE,
    /** Nothing can be created any more: the namespace is being deleted. */
    NAMESPACE_TERMINATING
  }

  Outcome perform(Observed seen, Decided decided, Instant now) {
    Map<String, RedisMigrationTask> known = new HashMap<>();
    seen.parts().forEach(part -> known.put(part.name(), part.task()));
    Outcome outcome = Outcome.DONE;
    try {
      for (Action action : decided.actions()) {
        if (!perform(action, seen, known)) {
          outcome = Outcome.STALE;
        }
      }
      for (PodAction action : decided.pods()) {
        if (!perform(action, seen, known, now)) {
          outcome = Outcome.NAMESPACE_TERMINATING;
        }
      }
    } catch (KubernetesClientException e) {
      if (!Refusal.isNamespaceTerminating(e)) {
        throw e;
      }
      outcome = Outcome.NAMESPACE_TERMINATING;
    }
    removeOldPods(seen);
    return outcome;
  }

  private boolean perform(Action action, Observed seen, Map<String, RedisMigrationTask> known) {
    if (action instanceof Action.CreateTask create) {
      RedisMigrationTask task = tasks.create(seen.migration(), create.spec(), image.reference());
      recent.written(task);
      known.put(create.spec().name(), task);
    } else if (action instanceof Action.UpdateTask update) {
      return tasks
          .update(known.get(update.name()), update.spec())
          .map(
              task -> {
                recent.written(task, known.put(update.name(), task));
                return true;
              })
          .orElse(false);
    } else if (action instanceof Action.DeleteTask delete) {
      seen.part(delete.name()).ifPresent(this::release);
    } else if (action instanceof Action.RecordEvent event) {
      events.write(seen.migration(), event);
    }
    return true;
  }

  /** A task goes when nothing works on it any more. */
  private void release(Observed.Part part) {
    if (!part.seen().pod().mayWork()) {
      tasks.remove(part.task());
      refusals.remove(part.task().getMetadata().getUid());
    }
  }

  /** False if the namespace is being deleted. */
  private boolean perform(
      PodAction action, Observed seen, Map<String, RedisMigrationTask> known, Instant now) {
    if (action instanceof PodAction.Create create) {
      RedisMigrationTask task = known.get(create.order().name());
      return task == null || create(seen.migration(), task, create.order(), now);
    } else if (action instanceof PodAction.Remove remove) {
      pods.remove(seen.migration().getMetadata().getNamespace(), remove.pod(), remove.force());
    }
    return true;
  }

  private boolean create(
      RedisMigration migration, RedisMigrationTask task, TaskSpec order, Instant now) {
    String uid = task.getMetadata().getUid();
    WorkerSpec worker = migration.getSpec().worker();
    String name = migration.getMetadata().getName();
    String namespace = migration.getMetadata().getNamespace();
    Pod pod =
        PodTemplate.of(
            new PodTemplate.Input(
                namespace,
                name,
                TaskObjects.ownedBy(task),
                task.getSpec().image(),
                image.pullSecrets(),
                order,
                worker));
    try {
      recent.written(
          pods.create(pod, AccessRules.of(namespace, name, order, TaskObjects.ownedBy(task))));
      refusals.remove(uid);
      return true;
    } catch (KubernetesClientException e) {
      Refusal refusal = Refusal.of(e, refusals.get(uid), now).orElseThrow(() -> e);
      refusals.put(uid, refusal);
      return refusal.fault() != PodFault.NAMESPACE_TERMINATING;
    }
  }

  /** The last one that is over is kept for its log; those before it go. */
  private void removeOldPods(Observed seen) {
    for (Observed.Part part : seen.parts()) {
      List<Pod> over =
          part.pods().stream()
              .filter(pod -> !PodFollower.of(pod, Instant.MIN).mayWork())
              .sorted(Comparator.comparingLong(PodTemplate::epoch))
              .toList();
      for (Pod pod : over.subList(0, Math.max(0, over.size() - 1))) {
        pods.remove(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), false);
      }
    }
  }
}
