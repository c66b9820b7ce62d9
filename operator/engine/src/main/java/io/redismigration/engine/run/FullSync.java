package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.link.Generation;
import io.redismigration.engine.snapshot.SnapshotApplier;
import io.redismigration.engine.snapshot.SnapshotResult;
import io.redismigration.engine.snapshot.SnapshotSettings;
import io.redismigration.engine.snapshot.SnapshotSource;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.target.Waiting;
import io.redismigration.engine.ttl.TtlPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One full sync: empties what an earlier attempt left, writes the snapshot, and says streaming when
 * all of it is there.
 */
final class FullSync implements AutoCloseable {
  private static final Duration OFFSET_PATIENCE = Duration.ofSeconds(75);

  /** Servers take a replica for dead after as long by default ({@code repl-timeout}). */
  private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(60);

  private final CheckpointStore store;
  private final Refill refill;
  private final SnapshotApplier applier;
  private final long keysTotal;
  private final long begun = System.nanoTime();
  private final TargetInstance instance = new TargetInstance();
  private final TargetPatience patience = new TargetPatience(InstantSource.system());
  private final SnapshotOnReplicas replicas;
  private volatile long millis = -1;
  private volatile Generation generation;
  private SnapshotResult result;

  FullSync(
      ReplicationSettings settings,
      Servers servers,
      TargetConnections connections,
      CheckpointStore store,
      RedisControl target,
      Throttle throttle,
      TtlPolicy ttl) {
    this.store = store;
    this.refill = new Refill(servers, target, settings.othersWrote());
    this.replicas = new SnapshotOnReplicas(store, target, REPLICA_PATIENCE, InstantSource.system());
    this.keysTotal = servers.sourceKeysTotal();
    this.applier =
        new SnapshotApplier(
            SnapshotSettings.defaults(),
            servers.target(),
            connections.connector(ClientName.SNAPSHOT),
            instance,
            ttl::targetExpiry,
            throttle,
            Clock.systemUTC());
  }

  /**
   * Applies the snapshot. Ends every connection it used.
   *
   * @param again an earlier attempt of this run may have left a part of a snapshot behind
   * @return the first checkpoint that says streaming
   */
  Checkpoint apply(Generation from, CheckpointLocation at, boolean again)
      throws IOException, InterruptedException {
    generation = from;
    try {
      patience.until(() -> store.restart(at, again ? refill.databases(at) : List.of(), instance));
      result = applier.apply(SnapshotSource.of(from));
      if (!from.awaitOffset(OFFSET_PATIENCE)) {
        throw new EngineException(
            Reason.OffsetUntrusted,
            "the source names inexact offsets and its real one could not be measured",
            "permit PUBLISH and INFO to the source's user, set repl-diskless-sync no on the source, then retry");
      }
      patience.until(() -> replicas.await(at));
      int database = result.streamDatabase().orElse(from.initialDatabase());
      Checkpoint streaming =
          patience.until(
              () ->
                  store.streaming(
                      at, from.replicationId(), from.startOffset(), database, instance));
      millis = elapsed();
      return streaming;
    } finally {
      applier.close();
    }
  }

  private long elapsed() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  SnapshotResult result() {
    return result;
  }

  long millis() {
    return millis < 0 ? elapsed() : millis;
  }

  long bytes() {
    return applier.progress().bytes();
  }

  long bytesTotal() {
    Generation from = generation;
    return from == null ? 0 : Math.max(0, from.snapshotLength());
  }

  long keys() {
    return applier.confirmedKeys();
  }

  long keysTotal() {
    return keysTotal;
  }

  Optional<Waiting> waiting() {
    return applier.waiting().or(patience::waiting).or(replicas::waiting);
  }

  @Override
  public void close() {
    applier.close();
  }
}
