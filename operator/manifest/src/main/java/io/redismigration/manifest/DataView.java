package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.DatabaseKeys;
import io.redismigration.api.v1alpha1.KeysStatus;
import io.redismigration.api.v1alpha1.ProgressStatus;
import io.redismigration.api.v1alpha1.ResolvedStatus;
import io.redismigration.api.v1alpha1.ShardStatus;
import io.redismigration.api.v1alpha1.VerificationStatus;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What was found and copied, as people read it. */
final class DataView {
  private static final int MOST_SHARDS = 32;
  private static final int LONGEST_FACT = 64;

  private final StatusLimits limits;

  DataView(StatusLimits limits) {
    this.limits = limits;
  }

  ResolvedStatus resolved(Resolved resolved, List<LedgerEntry> ledger) {
    return resolved == null
        ? null
        : new ResolvedStatus(
            Texts.label(resolved.sourceTopology()),
            Texts.label(resolved.targetTopology()),
            limits.cut(resolved.sourceVersion(), LONGEST_FACT),
            limits.cut(resolved.targetVersion(), LONGEST_FACT),
            limits.cut(resolved.sourceRole(), LONGEST_FACT),
            limits.cut(resolved.targetRole(), LONGEST_FACT),
            Texts.label(resolved.mode()),
            Texts.label(resolved.fence()),
            Texts.label(WatchedInstead.inForce(resolved.lock(), ledger)));
  }

  ProgressStatus progress(Progress progress) {
    return progress.equals(Progress.none())
        ? null
        : new ProgressStatus(
            progress.bytesDone(),
            progress.bytesTotal() == 0 ? null : progress.bytesTotal(),
            progress.keysDone(),
            progress.keysTotal() == 0 ? null : progress.keysTotal(),
            progress.percent(),
            Texts.duration(progress.eta()));
  }

  /** The first ones each by itself, the rest together. */
  List<ShardStatus> shards(List<ShardProgress> shards) {
    List<ShardStatus> shown =
        new ArrayList<>(shards.stream().limit(MOST_SHARDS).map(DataView::shard).toList());
    if (shards.size() > MOST_SHARDS) {
      shown.add(together(shards.subList(MOST_SHARDS, shards.size())));
    }
    return shown;
  }

  private static ShardStatus shard(ShardProgress shard) {
    return new ShardStatus(
        shard.shard(),
        shard.replicationId(),
        shard.sourceOffset(),
        shard.receivedOffset(),
        shard.appliedOffset(),
        shard.confirmedOffset(),
        shard.lagBytes(),
        Texts.duration(shard.lag()),
        (long) shard.reconnects(),
        (long) shard.fullResyncs(),
        PaceView.of(shard.pace()));
  }

  /** Offsets of several shards have no sum. */
  private static ShardStatus together(List<ShardProgress> rest) {
    return new ShardStatus(
        rest.size() + " more",
        null,
        null,
        null,
        null,
        null,
        rest.stream().mapToLong(ShardProgress::lagBytes).sum(),
        rest.stream().anyMatch(shard -> shard.lag() == null)
            ? null
            : Texts.duration(
                rest.stream()
                    .map(ShardProgress::lag)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO)),
        rest.stream().mapToLong(ShardProgress::reconnects).sum(),
        rest.stream().mapToLong(ShardProgress::fullResyncs).sum(),
        null);
  }

  KeysStatus keys(KeyCounts keys) {
    if (keys == null) {
      return null;
    }
    Set<Integer> databases = new TreeSet<>(keys.source().keySet());
    databases.addAll(keys.target().keySet());
    return new KeysStatus(
        keys.sourceTotal(),
        keys.targetTotal(),
        databases.stream()
            .limit(limits.databases())
            .map(
                database ->
                    new DatabaseKeys(
                        database,
                        keys.source().getOrDefault(database, 0L),
                        keys.target().getOrDefault(database, 0L)))
            .toList());
  }

  VerificationStatus verification(VerificationProgress seen) {
    return new VerificationView(limits).of(seen);
  }
}
