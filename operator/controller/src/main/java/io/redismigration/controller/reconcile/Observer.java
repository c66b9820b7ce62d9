package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.instance.PodNames;
import io.redismigration.controller.pod.PodFollower;
import io.redismigration.controller.pod.PodTemplate;
import io.redismigration.controller.pod.Refusal;
import io.redismigration.controller.pod.TaskSeen;
import io.redismigration.controller.task.TaskObjects;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at what belongs to a migration. Caches show tasks and pods at different moments: a worker
 * that seems lost is looked at again on the API server itself, which has its last report if it
 * wrote one before it ended.
 */
final class Observer {
  private final KubernetesClient client;
  private final TaskMapper mapper;
  private final Decider decider;
  private final Map<String, Refusal> refusals;
  private final PodNames names;

  /**
   * @param refusals pods that were refused, by task's uid
   * @param names of the pods that use a source
   */
  Observer(
      KubernetesClient client,
      TaskMapper mapper,
      Decider decider,
      Map<String, Refusal> refusals,
      PodNames names) {
    this.client = client;
    this.mapper = mapper;
    this.decider = decider;
    this.refusals = refusals;
    this.names = names;
  }

  /** Everything that counts for this migration, from these tasks and pods of the caches. */
  Observed look(
      RedisMigration migration,
      Memory memory,
      Collection<RedisMigrationTask> tasks,
      Collection<Pod> pods,
      Instant now) {
    List<Observed.Part> parts = new ArrayList<>();
    tasks.stream()
        .sorted(Comparator.comparing(task -> task.getMetadata().getName()))
        .map(task -> part(task, pods, memory, now))
        .filter(part -> belongs(part, migration))
        .map(part -> confirmed(part, memory, now))
        .map(this::named)
        .forEach(parts::add);
    return new Observed(migration, memory, parts);
  }

  private static boolean belongs(Observed.Part part, RedisMigration migration) {
    return part.seen().order().runId().equals(migration.getMetadata().getUid());
  }

  private Observed.Part part(
      RedisMigrationTask task, Collection<Pod> pods, Memory memory, Instant now) {
    Task read = mapper.task(task);
    List<Pod> own =
        pods.stream()
            .filter(pod -> read.spec().name().equals(annotation(pod, Marks.TASK)))
            .toList();
    return new Observed.Part(
        task,
        new TaskSeen(
            read.spec(),
            read.status(),
            TaskObjects.needsEpoch(task),
            expectedEpoch(read.spec().type(), memory.state()),
            PodFollower.of(own, now),
            mounted(own, now),
            refusals.get(task.getMetadata().getUid())),
        own);
  }

  private static long expectedEpoch(TaskType type, MigrationStatus state) {
    SwitchoverStatus clients = state.cutover().switchover();
    return switch (type) {
      case PREFLIGHT, REPLICATE, VERIFY -> state.run().epoch();
      case RESTORE -> state.run().epoch() + 1;
      case SWITCH -> clients == null ? 0 : clients.epoch();
    };
  }

  private Observed.Part confirmed(Observed.Part part, Memory memory, Instant now) {
    if (!decider.takesOver(part.seen(), memory, now)) {
      return part;
    }
    RedisMigrationTask task = client.resource(part.task()).get();
    List<Pod> pods =
        client
            .pods()
            .inNamespace(part.task().getMetadata().getNamespace())
            .withLabel(Marks.TASK, Marks.label(part.name()))
            .list()
            .getItems();
    return part(task == null ? part.task() : task, pods, memory, now);
  }

  /** A worker knows its source's clients by their addresses alone. */
  private Observed.Part named(Observed.Part part) {
    TaskStatus report = part.seen().report();
    ShardProgress progress = report.progress();
    if (progress == null || progress.clients().equals(SourceClients.none())) {
      return part;
    }
    SourceClients named = names.named(progress.clients(), part.task().getMetadata().getNamespace());
    return new Observed.Part(
        part.task(), part.seen().with(report.withProgress(progress.with(named))), part.pods());
  }

  private static Set<String> mounted(List<Pod> pods, Instant now) {
    return pods.stream()
        .filter(pod -> PodFollower.of(pod, now).mayWork())
        .flatMap(pod -> PodTemplate.mounted(pod).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String annotation(Pod pod, String key) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }
}
