package io.redismigration.cli.view;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.Times;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run came to, for people and programs. Components of which nothing is known are null.
 *
 * @param phase in which it stands, as status shows it
 * @param outageMillis how long writes were refused
 * @param lagAtCutover how far the target was behind when the source was fenced
 * @param openSource commands that open the source to writers again
 */
public record RunReport(
    String name,
    String runId,
    String phase,
    String message,
    Failure failure,
    Server source,
    Server target,
    Instant startedAt,
    Instant endedAt,
    FullSync fullSync,
    List<ShardProgress> stream,
    KeyCounts keys,
    StoredRun.Lag lagAtCutover,
    Long outageMillis,
    VerificationProgress verification,
    List<LedgerEntry> parameters,
    List<String> openSource,
    List<CheckResult> findings,
    List<StoredRun.Happening> timeline) {

  /** One side. */
  public record Server(String endpoints, String version) {}

  /** The snapshot: what was copied and how fast. Rates are per second over the whole full sync. */
  public record FullSync(
      long keys, long bytes, long millis, long keysPerSecond, long bytesPerSecond) {}

  /** The report of a run as it stands. */
  public static RunReport of(StoredRun run) {
    MigrationStatus status = run.migration().status();
    String sourceVersion = status.resolved() == null ? null : status.resolved().sourceVersion();
    String targetVersion = status.resolved() == null ? null : status.resolved().targetVersion();
    return new RunReport(
        run.migration().name(),
        run.migration().uid(),
        Labels.of(status.phase()),
        status.message(),
        status.failure(),
        new Server(Endpoints.of(run.migration().spec().source()), sourceVersion),
        new Server(Endpoints.of(run.migration().spec().target().connection()), targetVersion),
        status.times().started(),
        status.times().ended(),
        fullSync(run),
        status.shards(),
        status.keys(),
        run.lagAtCutover(),
        status.cutover().outageMillis(),
        status.verification(),
        status.parameters(),
        status.cutover().liftCommands(),
        status.checks().stream()
            .filter(check -> check.outcome() != CheckOutcome.PASSED)
            .collect(Collectors.toList()),
        run.timeline());
  }

  private static FullSync fullSync(StoredRun run) {
    Times times = run.migration().status().times();
    if (times.started() == null || times.fullSyncCompleted() == null || run.snapshot() == null) {
      return null;
    }
    Duration took = Duration.between(times.started(), times.fullSyncCompleted());
    long keys = run.snapshot().keys();
    long bytes = run.snapshot().bytes();
    return new FullSync(
        keys, bytes, took.toMillis(), Human.rate(keys, took), Human.rate(bytes, took));
  }
}
