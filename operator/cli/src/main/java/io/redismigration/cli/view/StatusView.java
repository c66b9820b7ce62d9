package io.redismigration.cli.view;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.checks.FlushScope;
import io.redismigration.migration.cutover.WriteOutage;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.report.Human;
import io.redismigration.migration.report.WrittenSince;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A migration's status on one screen. */
public final class StatusView {
  /** A running process keeps its state every second. */
  private static final Duration SILENT = Duration.ofSeconds(10);

  private final Paint paint;

  /** With those colours. */
  public StatusView(Paint paint) {
    this.paint = paint;
  }

  /**
   * The whole status.
   *
   * @param process that runs the migration now, if one does
   */
  public String render(
      StoredRun run, Optional<Long> process, Invocation again, Invocation runAgain, Instant now) {
    MigrationSpec spec = run.migration().spec();
    MigrationStatus status = run.migration().status();
    Columns facts = new Columns();
    facts.row("Migration", paint.strong(run.migration().name()));
    facts.row(
        "From",
        Endpoints.of(run.migration().sourceInUse())
            + version(status.resolved() == null ? null : status.resolved().sourceVersion()));
    facts.row(
        "To",
        Endpoints.of(run.migration().targetInUse())
            + version(status.resolved() == null ? null : status.resolved().targetVersion()));
    facts.row("Phase", phase(status, now));
    facts.row(
        "Process",
        process
            .map(
                pid ->
                    "running, process " + pid + (isSilent(run, now) ? "; " + saved(run, now) : ""))
            .orElse("not running; " + saved(run, now)));
    if (status.awaitedFlush() != null) {
      facts.row(
          "Removes",
          paint.bad(FlushScope.told(status.awaitedFlush().keys()))
              + " of the target, once confirmed with token "
              + paint.strong(status.awaitedFlush().token()));
    }
    progress(facts, status);
    verification(facts, run.migration());
    outage(facts, spec, status);
    ClientsText.rows(facts, SourceClients.of(status.shards()), paint);
    cutover(facts, status);
    parameters(facts, status);
    StringBuilder text = new StringBuilder();
    String closed = closed(run, process, runAgain, now);
    if (!closed.isEmpty()) {
      text.append(closed).append('\n');
    }
    text.append(facts.render(""));
    text.append(conditions(status, now));
    String next =
        NextSteps.render(NextSteps.of(status, again, runAgain, process.isPresent()), paint);
    return text + (next.isEmpty() ? "" : "\n" + next);
  }

  private String closed(StoredRun run, Optional<Long> process, Invocation runAgain, Instant now) {
    if (process.isEmpty()) {
      return ClosedSourceText.of(run, runAgain, paint);
    }
    return isSilent(run, now)
        ? ClosedSourceText.of(
            run, process.get(), Duration.between(run.savedAt(), now), runAgain, paint)
        : "";
  }

  private static boolean isSilent(StoredRun run, Instant now) {
    return !run.migration().status().phase().ended()
        && Duration.between(run.savedAt(), now).compareTo(SILENT) > 0;
  }

  private String phase(MigrationStatus status, Instant now) {
    String label = Labels.of(status.phase());
    String painted =
        switch (status.phase()) {
          case COMPLETED -> paint.good(label);
          case FAILED -> paint.bad(label);
          default -> paint.strong(label);
        };
    String since =
        status.times().phaseSince() == null
            ? ""
            : " for " + Human.duration(Duration.between(status.times().phaseSince(), now));
    String suspended = status.latches().suspended() ? ", suspended" : "";
    String message = status.message().isEmpty() ? "" : ": " + status.message();
    return painted + since + suspended + message;
  }

  private static String saved(StoredRun run, Instant now) {
    return "last seen " + Human.duration(Duration.between(run.savedAt(), now)) + " ago";
  }

  private static String version(String version) {
    return version == null ? "" : "  (" + version + ")";
  }

  private void pace(Columns facts, Pace pace) {
    row(facts, "Pace", ProgressText.pace(pace));
    String held = ProgressText.heldBack(pace);
    row(facts, "Held back", held == null ? "" : paint.warning(held));
    row(facts, "Round trip", ProgressText.roundTrips(pace));
  }

  private static void row(Columns facts, String name, String text) {
    if (!text.isEmpty()) {
      facts.row(name, text);
    }
  }

  private void progress(Columns facts, MigrationStatus status) {
    Progress progress = status.progress();
    if (progress.bytesDone() > 0 || progress.keysDone() > 0) {
      facts.row("Full sync", ProgressText.fullSync(progress));
    }
    for (ShardProgress shard : status.shards()) {
      if (shard.replicationId() != null) {
        facts.row("Stream", ProgressText.stream(shard));
        facts.row("Offsets", ProgressText.offsets(shard));
      }
      if (shard.pace() != null && !status.phase().ended()) {
        pace(facts, shard.pace());
      }
    }
    KeyCounts keys = status.keys();
    if (keys != null) {
      facts.row(
          "Keys",
          Human.count(keys.sourceTotal())
              + " source, "
              + Human.count(keys.targetTotal())
              + " target");
    }
  }

  private void verification(Columns facts, Migration migration) {
    VerificationProgress verification = migration.status().verification();
    if (verification != null) {
      WrittenSince open = WrittenSince.of(migration);
      String text = ProgressText.verification(verification, open);
      facts.row(
          "Verified",
          switch (verification.state()) {
            case PASSED ->
                verification.outdated()
                    ? paint.bad(text)
                    : open.isNothing() ? paint.good(text) : paint.warning(text);
            case DIFFERENT, FAILED -> paint.bad(text);
            default -> text;
          });
      if (verification.message() != null && verification.state() != State.FAILED) {
        facts.row("", verification.message());
      }
      if (verification.foreign() != null) {
        facts.row(
            "Foreign writes",
            paint.bad(
                "%s, last %s%s"
                    .formatted(
                        String.join(", ", verification.foreign().writers()),
                        verification.foreign().last().truncatedTo(ChronoUnit.SECONDS),
                        verification.outdated() ? "; verify again before the cutover" : "")));
      }
      verification
          .samples()
          .forEach(each -> facts.row("", "differs: " + each.kind() + " " + each.key()));
    }
  }

  /** How long what is to be done under the fence closes the source. */
  private static void outage(Columns facts, MigrationSpec spec, MigrationStatus status) {
    VerificationProgress seen = status.verification();
    boolean every = spec.verification().atFence() == VerificationSpec.AtFence.FULL;
    boolean copies = seen != null && seen.atFence() != null;
    if (status.phase() != Phase.STREAMING || !every && !copies) {
      return;
    }
    Duration outage = seen == null ? null : seen.outage(spec.verification());
    facts.row(
        "Outage to expect",
        (outage == null ? "unknown" : "about " + Human.duration(outage))
            + (every ? ": every key is compared while the source is closed" : "")
            + (copies
                ? ": %s written to all the time, copied while the source is closed"
                    .formatted(Human.count(seen.atFence().keys(), "large key", "large keys"))
                : ""));
  }

  private void cutover(Columns facts, MigrationStatus status) {
    WriteOutage.of(
            status.cutover().decision() == CutoverStatus.Decision.COMMIT,
            status.cutover().outageMillis(),
            status.history().closedMillis())
        .ifPresent(outage -> facts.row("Outage", outage));
    if (status.cutover().token() != null) {
      facts.row("Cutover", "token " + paint.strong(status.cutover().token()));
    }
    for (Blocker blocker : status.cutover().blockers()) {
      facts.row("Blocked by", blocker.reason() + ": " + blocker.message());
    }
    if (!status.cutoverUndecided()) {
      status.cutover().liftCommands().forEach(line -> facts.row("Open source", line));
    }
    TrialText.rows(facts, status.cutover().dryRun());
    TrialText.rows(facts, status.cutover().rehearsal());
  }

  private void parameters(Columns facts, MigrationStatus status) {
    for (LedgerEntry entry : status.parameters()) {
      facts.row("Parameter", ParameterText.of(entry));
    }
  }

  private String conditions(MigrationStatus status, Instant now) {
    if (status.conditions().isEmpty()) {
      return "";
    }
    Columns columns = new Columns().row("CONDITION", "STATUS", "SINCE", "REASON");
    for (Condition condition : status.conditions()) {
      String reason =
          condition.message().isEmpty()
              ? condition.reason()
              : condition.reason() + ": " + condition.message();
      columns.row(
          Labels.of(condition.type()),
          Labels.of(condition.status()),
          Human.duration(Duration.between(condition.since(), now)),
          reason);
    }
    return "\n" + columns.render("");
  }
}
