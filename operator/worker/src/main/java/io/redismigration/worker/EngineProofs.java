package io.redismigration.worker;

import io.redismigration.engine.bucket.SnapshotAccess;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.exact.Connector;
import io.redismigration.engine.foreign.ForeignWriteWatch;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.verify.Verification;
import io.redismigration.engine.verify.VerificationSettings;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.worker.connect.Connections;
import java.time.InstantSource;
import java.util.Optional;

/** The engine's comparison, on connections of its own. */
final class EngineProofs implements ShardProofs {
  private final Connections connections;
  private final InstantSource clock;

  EngineProofs(Connections connections, InstantSource clock) {
    this.connections = connections;
    this.clock = clock;
  }

  @Override
  public ShardProof of(
      TaskSpec task, Replication replication, ConnectionSettings target, ForeignWriteWatch others) {
    return new EngineProof(
        () -> verification(task, replication, target),
        replication,
        task.replication().verification(),
        others);
  }

  private Verification verification(
      TaskSpec task, Replication replication, ConnectionSettings target) {
    return new Verification(
        new Verification.Subject(
            connector(task, connections.settings(task.source())),
            connector(task, target),
            replication.servers().source(),
            replication.servers().target(),
            replication.servers().sourceDatabases(),
            new LiveStream(replication),
            replication.touched(),
            replication.dirty(),
            replication.ttl(),
            Optional.of(
                SnapshotAccess.of(
                    connections.dialer(),
                    connections.settings(task.source()),
                    target,
                    task.runId()))),
        VerificationSettings.DEFAULT,
        clock);
  }

  private Connector connector(TaskSpec task, ConnectionSettings side) {
    String name = new ClientName(task.runId(), task.epoch(), ClientName.VERIFY).toString();
    return () -> RedisConnection.open(connections.dialer(), side.withClientName(name));
  }
}
