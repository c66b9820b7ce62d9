package io.redismigration.worker;

import io.redismigration.engine.run.Replication;
import io.redismigration.migration.task.TaskSpec;

/** Makes the comparison that a task asks for. */
@FunctionalInterface
interface ShardProofs {
  ShardProof of(TaskSpec task, Replication replication);
}
