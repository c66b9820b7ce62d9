package io.redismigration.migration.report;

import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.Times;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.report.MigrationReport.PhaseSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the report of a migration, ended or not, from what is stored of it. No list is longer than
 * {@value #MOST}, no text longer than allowed.
 */
public final class Reporter {
  /** Entries of the longest list. */
  public static final int MOST = 128;

  private final int longest;

  /**
   * @param longest characters of a text that servers or people wrote, at least 16
   */
  public Reporter(int longest) {
    this.longest = longest;
  }

  /**
   * The report as of that moment.
   *
   * @param namespace null: unknown
   */
  public MigrationReport of(Migration migration, String namespace, Instant now) {
    MigrationStatus status = migration.status();
    Resolved found = status.resolved();
    return new MigrationReport(
        MigrationReport.FORMAT,
        now,
        migration.name(),
        namespace,
        migration.uid(),
        status.run().attempt(),
        Labels.of(status.phase()),
        cut(status.message()),
        failure(status),
        source(migration.sourceInUse(), found),
        target(migration.targetInUse(), found),
        found == null
            ? null
            : new MigrationReport.Method(
                label(found.mode()),
                label(found.fence()),
                label(WatchedInstead.inForce(found.lock(), status.parameters()))),
        times(status.times(), now),
        status.checks().stream().limit(MOST).map(this::check).toList(),
        status.parameters().stream().limit(MOST).map(this::parameter).toList(),
        fullSync(status),
        status.shards().stream().limit(MOST).map(shard -> stream(shard, status, now)).toList(),
        keys(status.keys()),
        VerificationSection.of(migration, this::cut),
        cutover(status.cutover(), status.history(), SourceClients.of(status.shards())),
        status.guarantees().stream()
            .map(
                promise ->
                    new MigrationReport.Guarantee(
                        Labels.of(promise.promise()),
                        Labels.of(promise.strength()),
                        cut(promise.reason())))
            .toList(),
        status.history().confirmations().stream().map(this::confirmation).toList(),
        phases(status, now),
        status.history().timeline().stream().map(this::event).toList(),
        status.history().forgotten(),
        status.cutoverUndecided() ? List.of() : restore(status),
        status.cutoverUndecided()
            ? List.of()
            : status.cutover().liftCommands().stream().limit(MOST).toList());
  }

  private MigrationReport.Failure failure(MigrationStatus status) {
    return status.failure() == null
        ? null
        : new MigrationReport.Failure(
            status.failure().reason(),
            cut(status.failure().message()),
            cut(status.failure().remedy()),
            status.failure().retryable());
  }

  private MigrationReport.Server source(List<Endpoint> side, Resolved found) {
    return found == null
        ? new MigrationReport.Server(endpoints(side), null, null, null, null, List.of())
        : new MigrationReport.Server(
            endpoints(side),
            label(found.sourceTopology()),
            cut(found.sourceVersion()),
            cut(found.sourceRole()),
            found.sourceRunId(),
            found.sourceAddresses());
  }

  private MigrationReport.Server target(List<Endpoint> side, Resolved found) {
    return found == null
        ? new MigrationReport.Server(endpoints(side), null, null, null, null, List.of())
        : new MigrationReport.Server(
            endpoints(side),
            label(found.targetTopology()),
            cut(found.targetVersion()),
            cut(found.targetRole()),
            found.targetRunId(),
            found.targetAddresses());
  }

  private static String endpoints(List<Endpoint> side) {
    return side.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }

  private static MigrationReport.Times times(Times times, Instant now) {
    Instant end = times.ended() == null ? now : times.ended();
    return new MigrationReport.Times(
        times.firstSeen(),
        times.validated(),
        times.started(),
        times.fullSyncCompleted(),
        times.caughtUp(),
        times.committed(),
        times.ended(),
        millis(times.started(), end));
  }

  private MigrationReport.Check check(CheckResult check) {
    return new MigrationReport.Check(
        cut(check.name()),
        Labels.of(check.outcome()),
        cut(check.message()),
        cut(check.suggestion()),
        label(check.before()));
  }

  private MigrationReport.Parameter parameter(LedgerEntry entry) {
    return new MigrationReport.Parameter(
        entry.side() == Side.SOURCE ? "Source" : "Target",
        entry.address(),
        entry.parameter(),
        cut(entry.original()),
        cut(entry.applied()),
        Labels.of(entry.state()),
        cut(entry.message()),
        entry.since());
  }

  private static MigrationReport.FullSync fullSync(MigrationStatus status) {
    History.Copied copied = status.history().copied();
    Long took = millis(status.times().started(), status.times().fullSyncCompleted());
    if (copied == null || took == null) {
      return null;
    }
    Duration during = Duration.ofMillis(took);
    return new MigrationReport.FullSync(
        copied.keys(),
        copied.bytes(),
        took,
        Human.rate(copied.keys(), during),
        Human.rate(copied.bytes(), during));
  }

  private static MigrationReport.Stream stream(
      ShardProgress shard, MigrationStatus status, Instant now) {
    Times times = status.times();
    Instant until =
        times.committed() != null ? times.committed() : times.ended() != null ? times.ended() : now;
    Long streamed = millis(times.fullSyncCompleted(), until);
    History.Copied copied = status.history().copied();
    boolean measured = streamed != null && streamed > 0;
    // Where the stream began is known of all shards together only.
    boolean alone = copied != null && status.shards().size() == 1;
    return new MigrationReport.Stream(
        shard.shard(),
        shard.replicationId(),
        shard.sourceOffset(),
        shard.receivedOffset(),
        shard.appliedOffset(),
        shard.confirmedOffset(),
        shard.lagBytes(),
        shard.lag() == null ? null : shard.lagMillis(),
        shard.streamCommands(),
        measured ? Human.rate(shard.streamCommands(), Duration.ofMillis(streamed)) : null,
        measured && alone && shard.appliedOffset() >= copied.appliedOffset()
            ? Human.rate(
                shard.appliedOffset() - copied.appliedOffset(), Duration.ofMillis(streamed))
            : null,
        shard.reconnects(),
        shard.partialResyncs(),
        shard.fullResyncs(),
        shard.targetWentBack());
  }

  private static MigrationReport.Keys keys(KeyCounts keys) {
    if (keys == null) {
      return null;
    }
    Set<Integer> databases = new TreeSet<>(keys.source().keySet());
    databases.addAll(keys.target().keySet());
    return new MigrationReport.Keys(
        keys.sourceTotal(),
        keys.targetTotal(),
        databases.stream()
            .limit(MOST)
            .map(
                database ->
                    new MigrationReport.Database(
                        database,
                        keys.source().getOrDefault(database, 0L),
                        keys.target().getOrDefault(database, 0L)))
            .toList());
  }

  private MigrationReport.Cutover cutover(
      CutoverStatus cutover, History history, SourceClients clients) {
    History.Lag lag = history.lagAtCutover();
    return new MigrationReport.Cutover(
        Labels.of(cutover.decision()),
        cutover.undone(),
        cut(cutover.undoneBecause()),
        lag == null ? null : lag.bytes(),
        lag == null ? null : lag.millis(),
        cutover.outageMillis(),
        label(cutover.sourceAfter()),
        cutover.steps().stream().limit(MOST).map(this::step).toList(),
        trial(cutover.dryRun()),
        trial(cutover.rehearsal()),
        history.undone().stream().map(this::undone).toList(),
        clients(clients.before()),
        clients(clients.after()));
  }

  private MigrationReport.Undone undone(History.Undone cutover) {
    return new MigrationReport.Undone(cutover.at(), cut(cutover.because()), cutover.closedMillis());
  }

  private MigrationReport.Clients clients(ClientsSeen seen) {
    return seen == null
        ? null
        : new MigrationReport.Clients(
            seen.since(),
            seen.from(),
            seen.until(),
            seen.clients().stream().map(this::client).toList(),
            seen.unlisted(),
            cut(seen.unseen()));
  }

  private MigrationReport.Client client(SourceClient client) {
    return new MigrationReport.Client(
        cut(client.address()),
        client.pod(),
        cut(client.name()),
        cut(client.user()),
        client.connections(),
        client.writing(),
        cut(client.lastCommand()));
  }

  private MigrationReport.Step step(StepProgress step) {
    return new MigrationReport.Step(
        step.step(),
        step.startedAt(),
        step.endedAt(),
        millis(step.startedAt(), step.endedAt()),
        cut(step.message()));
  }

  private MigrationReport.Trial trial(TrialResult trial) {
    return trial == null
        ? null
        : new MigrationReport.Trial(
            trial.at(), trial.possible(), cut(trial.verdict()), trial.outageMillis());
  }

  private MigrationReport.Confirmation confirmation(History.Confirmation asked) {
    return new MigrationReport.Confirmation(
        asked.what(),
        asked.field(),
        asked.by() == null ? null : cut(asked.by().name()),
        asked.by() == null ? null : asked.by().at(),
        asked.at());
  }

  private MigrationReport.Event event(History.Happening happening) {
    return new MigrationReport.Event(
        happening.at(),
        Labels.of(happening.phase()),
        happening.warning(),
        happening.reason(),
        cut(happening.message()));
  }

  /** Whatever happens is told with the phase it leads to, so that the timeline names them all. */
  private static List<PhaseSpan> phases(MigrationStatus status, Instant now) {
    List<PhaseSpan> spans = new ArrayList<>();
    for (History.Happening happening : status.history().timeline()) {
      String phase = Labels.of(happening.phase());
      PhaseSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.phase().equals(phase)) {
        continue;
      }
      if (last != null) {
        spans.set(spans.size() - 1, span(last.phase(), last.from(), happening.at(), now));
      }
      spans.add(span(phase, happening.at(), null, now));
    }
    return List.copyOf(spans);
  }

  private static PhaseSpan span(String phase, Instant from, Instant to, Instant now) {
    return new PhaseSpan(phase, from, to, Math.max(0, millis(from, to == null ? now : to)));
  }

  /** What opens the source is told apart. */
  private static List<String> restore(MigrationStatus status) {
    List<String> commands = new ArrayList<>(RestoreCommands.of(status.parameters()));
    commands.removeAll(status.cutover().liftCommands());
    return commands.stream().distinct().limit(MOST).toList();
  }

  private static Long millis(Instant from, Instant to) {
    return from == null || to == null ? null : Duration.between(from, to).toMillis();
  }

  private String cut(String text) {
    return text == null || text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static String label(Enum<?> constant) {
    return constant == null ? null : Labels.of(constant);
  }
}
