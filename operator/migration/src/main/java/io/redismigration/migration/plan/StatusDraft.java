package io.redismigration.migration.plan;

import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Latches;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ObservedSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.RunFacts;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.TaskSummary;
import io.redismigration.migration.model.Times;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A status in the making; lives for one call of the planner and is seen by it alone. */
final class StatusDraft {
  long observedGeneration;
  Phase phase;
  String message;
  Failure failure;
  List<Condition> conditions;
  List<CheckResult> checks;
  List<LedgerEntry> parameters;
  Resolved resolved;
  Progress progress;
  List<ShardProgress> shards;
  KeyCounts keys;
  VerificationProgress verification;
  List<Guarantee> guarantees;
  List<UserAction> allowedActions;
  List<TaskSummary> tasks;
  Latches latches;
  RunFacts run;
  ObservedSpec observed;
  History history;
  Flush flush;
  final TimesDraft times;
  final CutoverDraft cutover;

  /** Requests seen for the first time in this call that the phase permits. */
  final Set<Request> asked = EnumSet.noneOf(Request.class);

  /** The same; what is still in {@link #asked} at the end was not acted on. */
  final Set<Request> permitted = EnumSet.noneOf(Request.class);

  /** Told to the user with this call. */
  final List<Action> events = new ArrayList<>();

  private final Instant now;

  StatusDraft(MigrationStatus last, Instant now) {
    this.now = now;
    observedGeneration = last.observedGeneration();
    phase = last.phase();
    message = last.message();
    failure = last.failure();
    conditions = last.conditions();
    checks = last.checks();
    parameters = last.parameters();
    resolved = last.resolved();
    progress = last.progress();
    shards = last.shards();
    keys = last.keys();
    verification = last.verification();
    guarantees = last.guarantees();
    allowedActions = last.allowedActions();
    tasks = last.tasks();
    latches = last.latches();
    run = last.run();
    observed = last.observed();
    history = last.history();
    flush = last.flush();
    times = new TimesDraft(last.times());
    cutover = new CutoverDraft(last.cutover());
  }

  MigrationStatus done() {
    return new MigrationStatus(
        observedGeneration,
        phase,
        message,
        failure,
        conditions,
        checks,
        parameters,
        resolved,
        progress,
        shards,
        keys,
        verification,
        cutover.done(),
        guarantees,
        allowedActions,
        tasks,
        latches,
        run,
        observed,
        times.done(),
        history,
        flush);
  }

  void normal(String reason, String text) {
    tell(Action.Severity.NORMAL, reason, text);
  }

  void warn(String reason, String text) {
    tell(Action.Severity.WARNING, reason, text);
  }

  private void tell(Action.Severity severity, String reason, String text) {
    events.add(new Action.RecordEvent(severity, reason, text));
    boolean warning = severity == Action.Severity.WARNING;
    history = history.with(new History.Happening(now, phase, warning, reason, text));
  }

  /**
   * A cutover, or one try of it, is undone: the next one has an outage of its own.
   *
   * @param closedMillis for how long it had closed the source; null: it had not, or nobody knows
   */
  void undone(String why, Long closedMillis) {
    history = history.with(new History.Undone(now, why, closedMillis));
  }

  /** Somebody asked for it in that field, and it is done. */
  void confirmed(String what, String field, Author by) {
    history = history.with(new History.Confirmation(what, field, by, now));
  }

  void validatedDigest(String digest) {
    observed = observed.withValidated(digest);
  }

  /** The times of a status in the making. */
  static final class TimesDraft {
    Instant firstSeen;
    Instant phaseSince;
    Instant validated;
    Instant started;
    Instant fullSyncCompleted;
    Instant caughtUp;
    Instant committed;
    Instant cleanupBegan;
    Instant ended;

    TimesDraft(Times last) {
      firstSeen = last.firstSeen();
      phaseSince = last.phaseSince();
      validated = last.validated();
      started = last.started();
      fullSyncCompleted = last.fullSyncCompleted();
      caughtUp = last.caughtUp();
      committed = last.committed();
      cleanupBegan = last.cleanupBegan();
      ended = last.ended();
    }

    Times done() {
      return new Times(
          firstSeen,
          phaseSince,
          validated,
          started,
          fullSyncCompleted,
          caughtUp,
          committed,
          cleanupBegan,
          ended);
    }
  }
}
