package io.redismigration.worker;

import io.redismigration.engine.run.Replication;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.worker.connect.Connections;

/** The engine's comparison for tasks that ask for one. */
final class EngineProofs implements ShardProofs {
  private final Connections connections;

  EngineProofs(Connections connections) {
    this.connections = connections;
  }

  @Override
  public ShardProof of(TaskSpec task, Replication replication) {
    return new NoProof();
  }
}
