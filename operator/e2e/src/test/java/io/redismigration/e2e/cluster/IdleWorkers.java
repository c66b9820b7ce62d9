package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Workers that move nothing: they follow their orders and report as often, as much and in the same
 * way as the real workers of their namespace, whose last reports theirs are copies of.
 */
final class IdleWorkers implements AutoCloseable, ResourceEventHandler<RedisMigrationTask> {

  private static final int THREADS = 4;
  private static final long TICK_MILLIS = 200;
  private static final String TASK = "redismigration.io/task";

  private final KubernetesClient client;
  private final Delays delays;
  private final TaskMapper mapper = new TaskMapper(new PlannerJson());
  private final Map<TaskType, TaskStatus> examples = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
  private final SharedIndexInformer<RedisMigrationTask> tasks;

  /**
   * @param delays told of every report of a stream
   */
  IdleWorkers(KubernetesClient client, String namespace, Delays delays) {
    this.client = client;
    this.delays = delays;
    this.tasks = client.resources(RedisMigrationTask.class).inNamespace(namespace).inform(this);
  }

  /** Whether real workers have shown how to report a preflight and a verified stream. */
  boolean haveExamples() {
    return examples.keySet().containsAll(Set.of(TaskType.PREFLIGHT, TaskType.REPLICATE));
  }

  @Override
  public void onAdd(RedisMigrationTask task) {
    learn(task);
  }

  @Override
  public void onUpdate(RedisMigrationTask before, RedisMigrationTask task) {
    learn(task);
  }

  @Override
  public void onDelete(RedisMigrationTask task, boolean unknown) {
    // What it taught is kept.
  }

  private void learn(RedisMigrationTask task) {
    if (haveExamples() || task.getStatus() == null) {
      return;
    }
    TaskStatus report = mapper.report(task);
    boolean verified =
        report.verification() != null
            && report.verification().state() == VerificationProgress.State.PASSED;
    if (report.state() == TaskState.SUCCEEDED
        || (report.state() == TaskState.STREAMING && verified)) {
      examples.put(mapper.order(task).type(), report);
    }
  }

  /** The worker of that pod. */
  PlayedNode.Container start(Pod pod) {
    String key =
        pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getAnnotations().get(TASK);
    IdleWorker worker =
        new IdleWorker(
            client,
            mapper,
            () -> tasks.getStore().getByKey(key),
            examples,
            delays,
            pod.getMetadata().getUid());
    ScheduledFuture<?> schedule =
        threads.scheduleWithFixedDelay(
            worker::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    worker.onEnd(() -> schedule.cancel(false));
    return worker;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    tasks.close();
  }
}
