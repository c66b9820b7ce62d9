package io.redismigration.worker;

import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.run.Replication;
import io.redismigration.migration.task.TaskSpec;

/** Makes the comparison that a task asks for. */
@FunctionalInterface
interface ShardProofs {

  /**
   * Makes one.
   *
   * @param target control connection to the target, owned by the caller
   */
  ShardProof of(TaskSpec task, Replication replication, RedisControl target);
}
