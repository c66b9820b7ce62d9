package io.redismigration.worker;

import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.InstantSource;
import java.util.List;

/**
 * Gathers what a worker knows and turns it into reports. Safe for several threads of one worker.
 */
final class StatusBuilder {
  private final Reports reports;
  private final InstantSource clock;
  private final long epoch;
  private TaskState state = TaskState.PENDING;
  private String message = "";
  private Failure failure;
  private List<CheckResult> checks = List.of();
  private Resolved resolved;
  private List<Guarantee> guarantees = List.of();
  private List<LedgerEntry> ledger = List.of();
  private ShardProgress progress;
  private KeyCounts keys;
  private VerificationProgress verification;
  private CutoverProgress cutover;
  private boolean fullSyncEnded;
  private boolean lostCatchUp;

  StatusBuilder(Reports reports, InstantSource clock, long epoch) {
    this.reports = reports;
    this.clock = clock;
    this.epoch = epoch;
  }

  synchronized StatusBuilder state(TaskState next, String doing) {
    state = next;
    message = doing;
    return this;
  }

  synchronized StatusBuilder message(String doing) {
    message = doing;
    return this;
  }

  synchronized TaskState state() {
    return state;
  }

  synchronized StatusBuilder failure(Failure why) {
    failure = why;
    return this;
  }

  synchronized StatusBuilder checks(List<CheckResult> results) {
    checks = results;
    return this;
  }

  synchronized StatusBuilder resolved(Resolved facts) {
    resolved = facts;
    return this;
  }

  synchronized StatusBuilder guarantees(List<Guarantee> promises) {
    guarantees = promises;
    return this;
  }

  synchronized StatusBuilder ledger(List<LedgerEntry> entries) {
    ledger = entries;
    return this;
  }

  synchronized StatusBuilder progress(ShardProgress figures) {
    progress = figures;
    return this;
  }

  synchronized StatusBuilder keys(KeyCounts counts) {
    keys = counts;
    return this;
  }

  synchronized StatusBuilder verification(VerificationProgress found) {
    verification = found;
    return this;
  }

  synchronized StatusBuilder cutover(CutoverProgress steps) {
    cutover = steps;
    return this;
  }

  synchronized StatusBuilder fullSyncEnded() {
    fullSyncEnded = true;
    return this;
  }

  synchronized StatusBuilder lostCatchUp(boolean lost) {
    lostCatchUp = lost;
    return this;
  }

  /** Reports all of it, with a fresh heartbeat. */
  synchronized void publish() {
    reports.publish(
        new TaskStatus(
            state,
            epoch,
            clock.instant(),
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
            lostCatchUp));
  }
}
