package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.ShardStatus;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A migration between two servers of its own, with a writer on its source, that stays in one phase
 * until it may go on. What it does is asked of the servers; what it says, of the API server.
 */
final class BusyMigration implements AutoCloseable {

  private static final WriteLoad LOAD =
      WriteLoad.of(LiveOperation.INCR).perSecond(200).keys(50).stopWhenRefused();

  /** The full sync of {@link #MANY_KEYS} then outlasts all faults: seven minutes. */
  private static final String SLOW = "64Ki";

  private static final int MANY_KEYS = 100_000;
  private static final int FEW_KEYS = 2_000;

  /** A worker that has just begun has servers to look at and, in a full sync, one to empty. */
  private static final Duration MOVES_WITHIN = Duration.ofMinutes(1);

  private final Phase phase;
  private final LiveMigration migration;
  private final RedisServer source;
  private final RedisServer target;
  private final LiveWriter writer;
  private Before before;
  private Witness witness;

  private BusyMigration(
      Phase phase, LiveMigration migration, RedisServer source, RedisServer target) {
    this.phase = phase;
    this.migration = migration;
    this.source = source;
    this.target = target;
    this.writer = LiveWriter.start(source, LOAD);
  }

  /** How it was before the last fault. */
  private record Before(Pod worker, long epoch, long fullSyncs, long partialSyncs) {}

  /** Starts servers, writer and migration. */
  static BusyMigration begin(Stage stage, String name, Phase phase) {
    boolean slow = phase == Phase.FullSync;
    stage.between("7.0", "newest");
    Dataset.seeded(1).keys(slow ? MANY_KEYS : FEW_KEYS).databases(0).loadInto(stage.source());
    Manifest manifest = stage.manifest();
    LiveMigration migration = stage.migration(name);
    BusyMigration busy = new BusyMigration(phase, migration, stage.source(), stage.target());
    migration.apply(slow ? manifest.set("spec.throttle.bytesPerSecond", SLOW) : manifest);
    busy.witness = Witness.of(stage.kubernetes().client(), stage.namespace(), name);
    return busy;
  }

  /** Returns when it is in its phase, and its data moves. */
  void awaitAtWork() {
    if (phase == Phase.Streaming) {
      migration.await(
          "is caught up", status -> status.phase() == phase && status.verification() != null);
    } else {
      migration.await(phase);
    }
    moves();
    before = new Before(worker(), task().getSpec().epoch(), syncs("full"), syncs("partial_ok"));
    witness.forget();
  }

  /** The pod of its only worker. */
  Pod worker() {
    List<Pod> alive = migration.pods().stream().filter(Witness::mayWork).toList();
    assertThat(alive).as("workers of %s", migration.name()).hasSize(1);
    return alive.get(0);
  }

  /** Returns when more of the source has come to the target, as both servers say. */
  void moves() {
    if (phase == Phase.Streaming) {
      long written = writer.countersIn(source);
      Waiting.until(
          "the target follows the writer",
          MOVES_WITHIN,
          () -> writer.countersIn(target) >= written);
    } else {
      long[] keys = {keysOfTarget()};
      Waiting.until(
          "keys are copied",
          MOVES_WITHIN,
          () -> {
            long before = keys[0];
            keys[0] = keysOfTarget();
            return keys[0] > before;
          });
    }
  }

  /** Returns when worker and operator have told of what happened after the call. */
  void reports() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Waiting.sparingly(
        "the worker of " + migration.name() + " reports",
        LiveMigration.LIMIT,
        () -> Instant.parse(task().getStatus().heartbeatTime()).isAfter(now));
    if (phase == Phase.Streaming) {
      long offset = Long.parseLong(source.info("master_repl_offset").orElseThrow());
      migration.await(
          "tells how far it follows",
          status ->
              shard(status).appliedOffset() != null && shard(status).appliedOffset() >= offset);
    } else {
      Long keys = migration.status().progress().keys();
      migration.await("tells how far it is", status -> !status.progress().keys().equals(keys));
    }
  }

  /** It is in the same phase, well, and its worker, of whom there was only ever one, goes on. */
  void isAsAfter(Fault.WorkerFate fate) {
    String name = migration.name();
    if (fate != Fault.WorkerFate.SPARED) {
      Waiting.sparingly(
          name + " has another worker",
          LiveMigration.LIMIT,
          () -> task().getStatus().epoch() > before.epoch());
    }
    moves();
    reports();
    RedisMigrationStatus status = migration.await("is well", this::isWell);
    assertThat(status.phase()).as(name).isEqualTo(phase);
    switch (fate) {
      case SPARED -> assertWorkerIsTheSame();
      case ANOTHER_CONTAINER -> {
        assertThat(uid(worker())).as("pod of %s", name).isEqualTo(uid(before.worker()));
        assertThat(container(worker()).getRestartCount())
            .as("restarts of %s", name)
            .isEqualTo(container(before.worker()).getRestartCount() + 1);
      }
      case ANOTHER_POD ->
          assertThat(uid(worker())).as("pod of %s", name).isNotEqualTo(uid(before.worker()));
    }
    if (phase == Phase.Streaming) {
      assertStreamGoesOnWhereItWas(fate, status);
    }
    witness.sawNothingBut(phase);
  }

  private void assertWorkerIsTheSame() {
    String name = migration.name();
    assertThat(task().getSpec().epoch()).as("epoch of %s", name).isEqualTo(before.epoch());
    assertThat(container(worker()).getContainerID())
        .as("container of %s", name)
        .isEqualTo(container(before.worker()).getContainerID());
    assertThat(syncs("full")).as("full syncs of %s", name).isEqualTo(before.fullSyncs());
    witness.sawNoStepBack();
  }

  private void assertStreamGoesOnWhereItWas(Fault.WorkerFate fate, RedisMigrationStatus status) {
    long applied = writer.countersIn(target);
    assertThat(applied).as("increments applied").isLessThanOrEqualTo(writer.countersIn(source));
    assertThat(syncs("full")).as("full syncs").isEqualTo(before.fullSyncs());
    assertThat(shard(status).fullResyncs()).as("full resyncs it tells of").isZero();
    long resumed = fate == Fault.WorkerFate.SPARED ? 0 : 1;
    assertThat(syncs("partial_ok"))
        .as("partial resyncs")
        .isEqualTo(before.partialSyncs() + resumed);
  }

  private boolean isWell(RedisMigrationStatus status) {
    Map<String, String> conditions =
        status.conditions().stream()
            .collect(Collectors.toMap(Condition::getType, Condition::getStatus));
    String done = phase == Phase.Streaming ? "True" : "False";
    return "True".equals(conditions.get("WorkersReady"))
        && "False".equals(conditions.get("Stalled"))
        && "True".equals(conditions.get("Validated"))
        && done.equals(conditions.get("FullSyncCompleted"))
        && done.equals(conditions.get("Ready"))
        && !done.equals(conditions.get("Reconciling"));
  }

  /** Lets it copy as fast as it can. */
  void mayHurry() {
    migration.patch("{\"spec\":{\"throttle\":{\"bytesPerSecond\":\"1Gi\"}}}");
  }

  void confirm() {
    migration.confirm();
  }

  /** Completes; every write the writer was told of is there once, and every key. */
  void endsWithTheSameData() {
    RedisMigrationStatus completed = migration.await(Phase.Completed);
    Waiting.until("the fence stops the writer", LiveMigration.LIMIT, writer::hasEnded);
    assertThat(writer.countersIn(target))
        .as("increments on the target of %s", migration.name())
        .isBetween(
            writer.tally().acknowledged(),
            writer.tally().acknowledged() + writer.tally().unknown());
    Oracle.awaitSameData(source, target, LiveMigration.LIMIT);
    if (phase == Phase.Streaming) {
      assertThat(shard(completed).fullResyncs()).isZero();
      assertThat(syncs("full")).as("full syncs").isEqualTo(before.fullSyncs());
    }
  }

  private RedisMigrationTask task() {
    List<RedisMigrationTask> tasks = migration.tasks();
    assertThat(tasks).as("tasks of %s", migration.name()).hasSize(1);
    return tasks.get(0);
  }

  private long keysOfTarget() {
    return (Long) target.command("DBSIZE");
  }

  /** How many replicas the source has taken so far, by its own count. */
  private long syncs(String kind) {
    return Long.parseLong(source.info("sync_" + kind).orElseThrow());
  }

  private static ShardStatus shard(RedisMigrationStatus status) {
    return status.shards().get(0);
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  @Override
  public void close() {
    writer.close();
    if (witness != null) {
      witness.close();
    }
  }
}
