package io.redismigration.cli;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Ready-made runs. */
public final class Fixtures {
  public static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");
  public static final String TASK = "orders-replicate-0-1";

  private Fixtures() {}

  public static MigrationSpec spec() {
    return new MigrationSpec(
        ConnectionSpec.to(new Endpoint("redis-old", 6379)),
        new TargetSpec(
            ConnectionSpec.to(new Endpoint("redis-new", 6379)),
            ExistingData.REJECT,
            LockMode.AUTO,
            null,
            null),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null);
  }

  public static StoredRun newRun() {
    return run(MigrationStatus.initial(), List.of());
  }

  public static StoredRun streamingRun() {
    Task task = new Task(order(1), streaming("abc", 4711));
    return run(MigrationStatus.initial(), List.of(task));
  }

  public static StoredRun run(MigrationStatus status, List<Task> tasks) {
    Migration migration = new Migration("orders", "uid-1", 1, false, spec(), status);
    return new StoredRun(StoredRun.VERSION, NOON, migration, tasks);
  }

  public static TaskSpec order(long epoch) {
    return new TaskSpec(
        TASK,
        TaskType.REPLICATE,
        "0",
        "uid-1",
        1,
        epoch,
        DesiredState.RUN,
        spec().source(),
        spec().target().connection(),
        true,
        false,
        null,
        null,
        null,
        null);
  }

  public static TaskStatus streaming(String replicationId, long confirmed) {
    ShardProgress progress =
        new ShardProgress(
            "0",
            replicationId,
            confirmed + 20,
            confirmed + 10,
            confirmed + 5,
            confirmed,
            15,
            40,
            0,
            0,
            0,
            100,
            100,
            10,
            10,
            7,
            0,
            false);
    return new TaskStatus(
        TaskState.STREAMING,
        1,
        NOON,
        "streaming",
        null,
        null,
        null,
        null,
        null,
        progress,
        new KeyCounts(Map.of(0, 10L), Map.of(0, 10L)),
        null,
        null,
        true,
        false);
  }
}
