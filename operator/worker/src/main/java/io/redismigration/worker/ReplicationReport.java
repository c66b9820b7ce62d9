package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.TaskSpec;
import java.time.Duration;

/** Turns what the engine says into what a task reports. */
final class ReplicationReport {
  private ReplicationReport() {}

  /**
   * How far a shard is.
   *
   * @param ttlsExact whether keys of the target may have lost the hold on their expiry times
   * @param pace how fast it goes
   * @param clients who uses the source
   */
  static ShardProgress progress(
      TaskSpec order, ReplicationStatus seen, boolean ttlsExact, Pace pace, SourceClients clients) {
    ResumePoint resume = order.resume();
    ResumePoint.Counts before = resume == null ? ResumePoint.Counts.NONE : resume.counts();
    // Where something had been confirmed, the first full sync is an earlier worker's.
    int fullResyncs = resume == null ? Math.max(0, seen.fullResyncs() - 1) : seen.fullResyncs();
    return new ShardProgress(
        order.shard(),
        seen.replicationId().equals("?") ? null : seen.replicationId(),
        seen.sourceOffset(),
        seen.received(),
        seen.applied(),
        seen.confirmed(),
        seen.lagBytes(),
        seen.lag().map(Duration::toMillis).orElse(ShardProgress.UNKNOWN_LAG),
        before.reconnects() + seen.reconnects(),
        before.partialResyncs() + seen.partialResyncs(),
        before.fullResyncs() + fullResyncs,
        seen.snapshotBytes(),
        seen.snapshotTotal(),
        seen.snapshotKeys(),
        seen.snapshotKeysTotal(),
        before.streamCommands() + seen.streamCommands(),
        before.targetWentBack() + seen.targetWentBack(),
        ttlsExact,
        pace,
        clients);
  }

  static KeyCounts keys(ReplicationStatus seen) {
    return new KeyCounts(seen.sourceKeys(), seen.targetKeys());
  }

  static Failure failure(EngineException e) {
    return new Failure(e.reason().name(), e.getMessage(), e.remedy(), isRetryable(e.reason()));
  }

  /** Whether trying again without a change can help. */
  static boolean isRetryable(Reason reason) {
    return switch (reason) {
      case SourceUnreachable,
          TargetUnreachable,
          SourceNotReady,
          SourceInOtherMigration,
          TargetNotReady,
          TargetRestarted,
          SnapshotTruncated,
          SpoolFull,
          TargetOutOfMemory ->
          true;
      default -> false;
    };
  }

  /** Troubles of the moment while a worker begins: waited out rather than reported as its end. */
  static boolean passes(Reason reason) {
    return switch (reason) {
      case SourceUnreachable, TargetUnreachable, SourceNotReady, TargetNotReady -> true;
      default -> false;
    };
  }
}
