package io.redismigration.migration.task;

import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Instant;
import java.util.List;

/**
 * What a worker reports.
 *
 * @param epoch of the worker that reports; 0: none has
 * @param heartbeat when it last did; null: never
 * @param message what it does now, one line
 * @param failure with Failed or Aborted; else null. A worker that repeats something retryable stays
 *     in its state and tells it in {@code message}
 * @param resolved null until found out
 * @param progress null before the full sync
 * @param keys null until counted
 * @param verification null until begun
 * @param cutover without an order only the fence it would use and its blockers; null: not looked
 * @param fullSyncEnded the snapshot is completely in the target, proven by its checkpoint
 * @param lostCatchUp the source forced a full sync after the target had caught up; with {@code
 *     onFullResync: Flush} the worker is in full sync again
 * @param switched of a Switch task: what it found, object by object; else empty
 */
public record TaskStatus(
    TaskState state,
    long epoch,
    Instant heartbeat,
    String message,
    Failure failure,
    List<CheckResult> checks,
    Resolved resolved,
    List<Guarantee> guarantees,
    List<LedgerEntry> ledger,
    ShardProgress progress,
    KeyCounts keys,
    VerificationProgress verification,
    CutoverProgress cutover,
    boolean fullSyncEnded,
    boolean lostCatchUp,
    List<SwitchedObject> switched) {

  public TaskStatus {
    state = state == null ? TaskState.PENDING : state;
    message = message == null ? "" : message;
    checks = checks == null ? List.of() : List.copyOf(checks);
    guarantees = guarantees == null ? List.of() : List.copyOf(guarantees);
    ledger = ledger == null ? List.of() : List.copyOf(ledger);
    switched = switched == null ? List.of() : List.copyOf(switched);
  }

  /** Of another task than Switch. */
  public TaskStatus(
      TaskState state,
      long epoch,
      Instant heartbeat,
      String message,
      Failure failure,
      List<CheckResult> checks,
      Resolved resolved,
      List<Guarantee> guarantees,
      List<LedgerEntry> ledger,
      ShardProgress progress,
      KeyCounts keys,
      VerificationProgress verification,
      CutoverProgress cutover,
      boolean fullSyncEnded,
      boolean lostCatchUp) {
    this(
        state,
        epoch,
        heartbeat,
        message,
        failure,
        checks,
        resolved,
        guarantees,
        ledger,
        progress,
        keys,
        verification,
        cutover,
        fullSyncEnded,
        lostCatchUp,
        null);
  }

  /** No worker has reported yet. */
  public static TaskStatus none() {
    return new TaskStatus(
        null, 0, null, null, null, null, null, null, null, null, null, null, null, false, false);
  }

  /** The same with other checks. */
  public TaskStatus withChecks(List<CheckResult> results) {
    return with(results, progress);
  }

  /** The same with another progress. */
  public TaskStatus withProgress(ShardProgress other) {
    return with(checks, other);
  }

  private TaskStatus with(List<CheckResult> otherChecks, ShardProgress otherProgress) {
    return new TaskStatus(
        state,
        epoch,
        heartbeat,
        message,
        failure,
        otherChecks,
        resolved,
        guarantees,
        ledger,
        otherProgress,
        keys,
        verification,
        cutover,
        fullSyncEnded,
        lostCatchUp,
        switched);
  }
}
