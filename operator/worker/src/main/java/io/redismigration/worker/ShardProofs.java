package io.redismigration.worker;

import io.redismigration.engine.foreign.ForeignWriteWatch;
import io.redismigration.engine.run.Replication;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.redis.connection.ConnectionSettings;

/** Makes the comparison that a task asks for. */
@FunctionalInterface
interface ShardProofs {

  /**
   * Makes one.
   *
   * @param target how connections that write to it are made
   * @param others looks for others' writes to the target; closed with what is made
   */
  ShardProof of(
      TaskSpec task, Replication replication, ConnectionSettings target, ForeignWriteWatch others);
}
