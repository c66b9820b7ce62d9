package io.redismigration.migration.model;

import java.time.Instant;
import java.util.List;

/**
 * Where a migration stands: written by the planner alone, and all the planner remembers.
 *
 * @param failure why it failed; null: it has not
 * @param parameters the ledger of the whole migration
 * @param resolved null until validated once
 * @param keys null until counted
 * @param verification null until the stream is applied
 * @param history for the report alone
 * @param flush what is removed from the target before the copy; null: nothing, or it has been
 */
public record MigrationStatus(
    long observedGeneration,
    Phase phase,
    String message,
    Failure failure,
    List<Condition> conditions,
    List<CheckResult> checks,
    List<LedgerEntry> parameters,
    Resolved resolved,
    Progress progress,
    List<ShardProgress> shards,
    KeyCounts keys,
    VerificationProgress verification,
    CutoverStatus cutover,
    List<Guarantee> guarantees,
    List<UserAction> allowedActions,
    List<TaskSummary> tasks,
    Latches latches,
    RunFacts run,
    ObservedSpec observed,
    Times times,
    History history,
    Flush flush) {

  public MigrationStatus {
    phase = Defaults.or(phase, Phase.PENDING);
    message = Defaults.or(message, "");
    conditions = Defaults.list(conditions);
    checks = Defaults.list(checks);
    parameters = Defaults.list(parameters);
    progress = Defaults.or(progress, Progress.none());
    shards = Defaults.list(shards);
    cutover = Defaults.or(cutover, CutoverStatus.none());
    guarantees = Defaults.list(guarantees);
    allowedActions = Defaults.list(allowedActions);
    tasks = Defaults.list(tasks);
    latches = Defaults.or(latches, Latches.none());
    run = Defaults.or(run, RunFacts.none());
    observed = Defaults.or(observed, ObservedSpec.none());
    times = Defaults.or(times, Times.none());
    history = Defaults.or(history, History.none());
  }

  /** A migration seen for the first time. */
  public static MigrationStatus initial() {
    return new MigrationStatus(
        0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null);
  }

  /**
   * The same status for workers that start anew: they get a higher epoch, and with it the ledger
   * and the point to resume from. A driver does this before it starts workers for tasks it finds.
   */
  public MigrationStatus withNextEpoch() {
    return with(cutover, run.nextEpoch());
  }

  /** The same for another worker of the switchover, if there is one. */
  public MigrationStatus withNextSwitchEpoch() {
    return cutover.switchover() == null
        ? this
        : with(cutover.with(cutover.switchover().nextEpoch()), run);
  }

  private MigrationStatus with(CutoverStatus otherCutover, RunFacts otherRun) {
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
        otherCutover,
        guarantees,
        allowedActions,
        tasks,
        latches,
        otherRun,
        observed,
        times,
        history,
        flush);
  }

  /**
   * The same status whose cutover is undone unless it is committed by then; unchanged while none is
   * undecided. A driver that has to leave does this, so that it leaves no source closed.
   */
  public MigrationStatus withCutoverEndingBy(Instant latest) {
    return cutoverUndecided() ? with(cutover.endingBy(latest), run) : this;
  }

  /** A removal that waits for its confirmation; null: there is none. */
  public Flush awaitedFlush() {
    return phase == Phase.AWAITING_START && flush != null && !flush.confirmed() ? flush : null;
  }

  /** The condition of that type; null: never set. */
  public Condition condition(ConditionType type) {
    return conditions.stream().filter(c -> c.type() == type).findFirst().orElse(null);
  }

  /**
   * Whether a cutover is under way that may have been committed or not: nobody opens a side by hand
   * who does not know which.
   */
  public boolean cutoverUndecided() {
    return phase == Phase.CUTTING_OVER && cutover.undecided();
  }
}
