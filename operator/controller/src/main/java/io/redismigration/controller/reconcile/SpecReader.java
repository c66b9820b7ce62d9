package io.redismigration.controller.reconcile;

import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.pod.TaskSeen;
import io.redismigration.manifest.MappedSpec;
import io.redismigration.manifest.Problem;
import io.redismigration.manifest.SpecMapper;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.task.TaskSpec;
import java.util.List;
import java.util.stream.Collectors;

/** What a migration's spec means to the planner, or what is wrong with it. */
final class SpecReader {
  private SpecReader() {}

  /**
   * One of both.
   *
   * @param problem null: there is a spec
   */
  record Read(MigrationSpec spec, String problem) {}

  /** A wrong spec does not keep a migration from being cleaned up: its tasks know both sides. */
  static Read read(RedisMigration migration, List<TaskSeen> tasks) {
    MappedSpec mapped = SpecMapper.map(migration.getSpec());
    if (mapped.problems().isEmpty()) {
      return new Read(mapped.spec(), null);
    }
    if (migration.getMetadata().getDeletionTimestamp() != null && !tasks.isEmpty()) {
      return new Read(minimal(tasks.get(0).order()), null);
    }
    return new Read(
        null, mapped.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
  }

  private static MigrationSpec minimal(TaskSpec order) {
    return new MigrationSpec(
        order.source(),
        new TargetSpec(order.target(), null, null, null, null),
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
        true,
        null);
  }
}
