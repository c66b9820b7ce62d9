package io.redismigration.worker;

import io.redismigration.engine.foreign.ForeignWriteWatch;
import io.redismigration.engine.run.Replication;
import io.redismigration.migration.task.TaskSpec;

/** Makes the comparison that a task asks for. */
@FunctionalInterface
interface ShardProofs {

  /**
   * Makes one.
   *
   * @param others looks for others' writes to the target; closed with what is made
   */
  ShardProof of(TaskSpec task, Replication replication, ForeignWriteWatch others);
}
