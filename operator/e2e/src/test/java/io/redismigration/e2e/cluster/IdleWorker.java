package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the {@link IdleWorkers}. */
final class IdleWorker implements PlayedNode.Container {

  private static final Logger LOG = LoggerFactory.getLogger(IdleWorker.class);

  /** As often as a worker writes while only figures move. */
  private static final Duration FIGURES = Duration.ofSeconds(2);

  /** Every so many reports the lag is above what a cutover allows, and then below again. */
  private static final int LAGGING = 15;

  private static final long LAG_MILLIS = 400;
  private static final long BYTES_PER_REPORT = 10_000;

  private final KubernetesClient client;
  private final TaskMapper mapper;
  private final Supplier<RedisMigrationTask> task;
  private final Map<TaskType, TaskStatus> examples;
  private final Delays delays;
  private final String incarnation;
  private TaskState state = TaskState.PENDING;
  private long epoch = -1;
  private long reports;
  private long writtenNanos;
  private Runnable whenEnded = () -> {};
  private volatile boolean ended;

  /**
   * @param task its task as it was last seen; null: there is none
   */
  IdleWorker(
      KubernetesClient client,
      TaskMapper mapper,
      Supplier<RedisMigrationTask> task,
      Map<TaskType, TaskStatus> examples,
      Delays delays,
      String incarnation) {
    this.client = client;
    this.mapper = mapper;
    this.task = task;
    this.examples = examples;
    this.delays = delays;
    this.incarnation = incarnation;
  }

  synchronized void onEnd(Runnable action) {
    whenEnded = action;
  }

  @Override
  public void stop() {
    end();
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  private void end() {
    ended = true;
    whenEnded.run();
  }

  /** Looks at its order; reports if it is time. */
  synchronized void tick() {
    RedisMigrationTask seen = task.get();
    if (ended || seen == null) {
      return;
    }
    TaskSpec order = mapper.order(seen);
    try {
      if (order.epoch() > epoch) {
        state = TaskState.PENDING;
        write(seen, order, false);
        epoch = order.epoch();
        return;
      }
      TaskState next = next(order);
      boolean due = System.nanoTime() - writtenNanos >= FIGURES.toNanos();
      if (next != state || due) {
        state = next;
        write(seen, order, true);
      }
      if (state.ended()) {
        end();
      }
    } catch (KubernetesClientException e) {
      // As a real worker's: deleted meanwhile, or the API server is slow. The next look tells.
      LOG.info("{} reports again: {}", order.name(), e.getMessage());
    }
  }

  private TaskState next(TaskSpec order) {
    if (order.type() != TaskType.REPLICATE) {
      return TaskState.SUCCEEDED;
    }
    return switch (order.desired()) {
      case PREPARE -> TaskState.PREPARED;
      case RUN, FREEZE ->
          state == TaskState.FULL_SYNC || state == TaskState.STREAMING
              ? TaskState.STREAMING
              : TaskState.FULL_SYNC;
      case DETACH -> TaskState.DETACHED;
      case STOP -> TaskState.STOPPED;
    };
  }

  private void write(RedisMigrationTask seen, TaskSpec order, boolean claimed) {
    TaskStatus report = report(order);
    RedisMigrationTaskStatus status = mapper.status(report, incarnation, false);
    List<Map<String, Object>> patch = new ArrayList<>();
    if (claimed) {
      patch.add(Map.of("op", "test", "path", "/status/incarnation", "value", incarnation));
    }
    patch.add(Map.of("op", "test", "path", "/metadata/uid", "value", seen.getMetadata().getUid()));
    patch.add(Map.of("op", "add", "path", "/status", "value", status));
    if (state == TaskState.STREAMING) {
      delays.sent(
          seen.getSpec().migration(), report.progress().appliedOffset(), reports % LAGGING < 2);
    }
    client
        .resource(seen)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON), client.getKubernetesSerialization().asJson(patch));
    writtenNanos = System.nanoTime();
    reports++;
  }

  private TaskStatus report(TaskSpec order) {
    TaskStatus real = examples.get(order.type());
    boolean begun = state != TaskState.PENDING;
    boolean streams = begun && order.type() == TaskType.REPLICATE;
    return new TaskStatus(
        state,
        order.epoch(),
        Instant.now(),
        begun ? real.message() : "starting",
        null,
        begun ? real.checks() : null,
        begun ? real.resolved() : null,
        begun ? real.guarantees() : null,
        begun ? ledger(real) : order.ledger(),
        streams ? progress(real.progress()) : null,
        streams ? real.keys() : null,
        streams ? real.verification() : null,
        null,
        state.streams(),
        false);
  }

  private List<LedgerEntry> ledger(TaskStatus real) {
    boolean over = state == TaskState.STOPPED || state == TaskState.DETACHED;
    return real.ledger().stream()
        .map(entry -> over ? entry.to(LedgerEntry.State.RESTORED, null, Instant.now()) : entry)
        .toList();
  }

  private ShardProgress progress(ShardProgress real) {
    long offset = real.appliedOffset() + reports * BYTES_PER_REPORT;
    long lag = reports % LAGGING == 0 ? LAG_MILLIS : 1;
    return new ShardProgress(
        real.shard(),
        real.replicationId(),
        offset,
        offset,
        offset,
        offset,
        0,
        lag,
        real.reconnects(),
        real.partialResyncs(),
        real.fullResyncs(),
        real.snapshotBytesDone(),
        real.snapshotBytesTotal(),
        real.snapshotKeysDone(),
        real.snapshotKeysTotal(),
        real.streamCommands() + reports,
        real.targetWentBack(),
        false);
  }
}
