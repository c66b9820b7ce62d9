package io.redismigration.cli.view;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.CutoverStatus;
import io.redismigration.api.v1alpha1.CutoverStepStatus;
import io.redismigration.api.v1alpha1.DatabaseKeys;
import io.redismigration.api.v1alpha1.GuaranteeState;
import io.redismigration.api.v1alpha1.GuaranteeStatus;
import io.redismigration.api.v1alpha1.KeysStatus;
import io.redismigration.api.v1alpha1.ParameterStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.ProgressStatus;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.api.v1alpha1.RequestsStatus;
import io.redismigration.api.v1alpha1.ResolvedStatus;
import io.redismigration.api.v1alpha1.ShardStatus;
import io.redismigration.api.v1alpha1.TaskReference;
import io.redismigration.manifest.ClientsView;
import io.redismigration.manifest.PaceView;
import io.redismigration.manifest.StatusMapper;
import io.redismigration.manifest.TrialView;
import io.redismigration.manifest.VerificationView;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The planner's status in the shape a cluster shows it, so that both can be read by the same
 * programs.
 */
public final class StatusJson {
  private StatusJson() {}

  /** The status of that migration. */
  public static RedisMigrationStatus of(Migration migration) {
    MigrationStatus status = migration.status();
    return new RedisMigrationStatus(
        status.observedGeneration(),
        Phase.valueOf(Labels.of(status.phase())),
        status.message(),
        status.conditions().stream().map(StatusJson::condition).toList(),
        status.checks().stream().map(StatusJson::check).toList(),
        status.parameters().stream().map(StatusJson::parameter).toList(),
        resolved(status.resolved(), status.parameters()),
        progress(status.progress()),
        status.shards().stream().map(StatusJson::shard).toList(),
        keys(status.keys()),
        VerificationView.widest().of(status.verification()),
        cutover(status),
        status.guarantees().stream().map(StatusJson::guarantee).toList(),
        status.allowedActions().stream().map(Labels::of).toList(),
        status.tasks().stream()
            .map(task -> new TaskReference(task.name(), task.type(), task.state()))
            .toList(),
        requests(status.latches().requests()),
        status.awaitedFlush() == null ? null : status.awaitedFlush().token(),
        text(status.times().started()),
        text(status.times().ended()),
        null);
  }

  /** One check. */
  public static CheckStatus check(CheckResult check) {
    return StatusMapper.check(check);
  }

  /** One promise. */
  public static GuaranteeStatus guarantee(Guarantee promise) {
    return new GuaranteeStatus(
        Labels.of(promise.promise()),
        GuaranteeState.valueOf(Labels.of(promise.strength())),
        emptyToNull(promise.reason()));
  }

  private static io.fabric8.kubernetes.api.model.Condition condition(Condition condition) {
    return new ConditionBuilder()
        .withType(Labels.of(condition.type()))
        .withStatus(Labels.of(condition.status()))
        .withReason(condition.reason())
        .withMessage(condition.message())
        .withLastTransitionTime(text(condition.since()))
        .withObservedGeneration(condition.observedGeneration())
        .build();
  }

  private static ParameterStatus parameter(LedgerEntry entry) {
    boolean restored = entry.state() == LedgerEntry.State.RESTORED;
    return new ParameterStatus(
        entry.address(),
        entry.parameter(),
        entry.original(),
        entry.applied(),
        restored,
        entry.message(),
        text(entry.since()));
  }

  private static ResolvedStatus resolved(Resolved resolved, List<LedgerEntry> ledger) {
    return resolved == null
        ? null
        : new ResolvedStatus(
            label(resolved.sourceTopology()),
            label(resolved.targetTopology()),
            resolved.sourceVersion(),
            resolved.targetVersion(),
            resolved.sourceRole(),
            resolved.targetRole(),
            label(resolved.mode()),
            label(resolved.fence()),
            label(WatchedInstead.inForce(resolved.lock(), ledger)));
  }

  private static ProgressStatus progress(Progress progress) {
    return new ProgressStatus(
        progress.bytesDone(),
        progress.bytesTotal() == 0 ? null : progress.bytesTotal(),
        progress.keysDone(),
        progress.keysTotal() == 0 ? null : progress.keysTotal(),
        progress.percent(),
        progress.eta() == null ? null : pattern(progress.eta()));
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
        shard.lag() == null ? null : pattern(shard.lag()),
        (long) shard.reconnects(),
        (long) shard.fullResyncs(),
        PaceView.of(shard.pace()));
  }

  private static KeysStatus keys(KeyCounts keys) {
    if (keys == null) {
      return null;
    }
    Set<Integer> databases = new TreeSet<>(keys.source().keySet());
    databases.addAll(keys.target().keySet());
    return new KeysStatus(
        keys.sourceTotal(),
        keys.targetTotal(),
        databases.stream()
            .map(
                database ->
                    new DatabaseKeys(
                        database,
                        keys.source().getOrDefault(database, 0L),
                        keys.target().getOrDefault(database, 0L)))
            .toList());
  }

  private static CutoverStatus cutover(MigrationStatus status) {
    var cutover = status.cutover();
    History.Lag lag = status.history().lagAtCutover();
    return new CutoverStatus(
        cutover.token(),
        cutover.attempt(),
        cutover.blockers().stream()
            .map(blocker -> blocker.reason() + ": " + blocker.message())
            .toList(),
        cutover.steps().stream()
            .map(step -> new CutoverStepStatus(step.step(), text(step.endedAt()), step.message()))
            .toList(),
        cutover.outageMillis(),
        lag == null ? null : lag.bytes(),
        null,
        cutover.liftCommands().isEmpty() ? null : String.join("; ", cutover.liftCommands()),
        TrialView.of(cutover.dryRun()),
        TrialView.of(cutover.rehearsal()),
        null,
        cutover.lateWrites() == 0 ? null : cutover.lateWrites(),
        ClientsView.widest().of(SourceClients.of(status.shards())));
  }

  private static RequestsStatus requests(Map<Request, String> seen) {
    return new RequestsStatus(
        seen.get(Request.START),
        seen.get(Request.VALIDATE),
        seen.get(Request.RETRY),
        seen.get(Request.VERIFY),
        seen.get(Request.REPAIR),
        seen.get(Request.DRY_RUN),
        seen.get(Request.REHEARSE));
  }

  /** A duration as manifests write it. */
  private static String pattern(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static String label(Enum<?> constant) {
    return constant == null ? null : Labels.of(constant);
  }

  private static String text(Instant moment) {
    return moment == null ? null : moment.toString();
  }

  private static String emptyToNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
