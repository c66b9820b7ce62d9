package io.redismigration.migration.plan;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A worker's report, as a worker with nothing unusual to say would write it. */
final class Report {
  private TaskState state;
  private Failure failure;
  private List<CheckResult> checks = List.of(PASSED);
  private FenceKind fence = FenceKind.CLIENT_PAUSE;
  private LockMode lock;
  private List<String> shards = List.of();
  private List<LedgerEntry> ledger = List.of();
  private long lagMillis = 5;
  private VerificationProgress verification = verified(VerificationProgress.State.PASSED, false);
  private String token;
  private List<Blocker> blockers = List.of();
  private boolean lostCatchUp;
  private int targetWentBack;
  private int reconnects;
  private boolean ttlsExact;
  private Long sealed;
  private TrialResult trial;
  private String targetRunId;
  private Map<Integer, Long> flushable;
  private String message = "";
  private long lateWrites;
  private List<StepProgress> steps = List.of();
  private Long outageMillis = 42L;
  private List<SwitchedObject> switched = List.of();
  private SourceClients clients = SourceClients.none();

  private Report() {}

  private Report with(Consumer<Report> change) {
    Report copy = new Report();
    copy.state = state;
    copy.failure = failure;
    copy.checks = checks;
    copy.fence = fence;
    copy.lock = lock;
    copy.shards = shards;
    copy.ledger = ledger;
    copy.lagMillis = lagMillis;
    copy.verification = verification;
    copy.token = token;
    copy.blockers = blockers;
    copy.lostCatchUp = lostCatchUp;
    copy.targetWentBack = targetWentBack;
    copy.reconnects = reconnects;
    copy.ttlsExact = ttlsExact;
    copy.sealed = sealed;
    copy.trial = trial;
    copy.targetRunId = targetRunId;
    copy.flushable = flushable;
    copy.message = message;
    copy.lateWrites = lateWrites;
    copy.steps = steps;
    copy.outageMillis = outageMillis;
    copy.switched = switched;
    copy.clients = clients;
    change.accept(copy);
    return copy;
  }

  static final CheckResult PASSED = new CheckResult("SourceReachable", CheckOutcome.PASSED, "", "");

  static Report of(TaskState state) {
    Report report = new Report();
    report.state = state;
    return report;
  }

  static VerificationProgress verified(VerificationProgress.State state, boolean overflow) {
    return new VerificationProgress(
        state,
        1,
        100L,
        10,
        state == VerificationProgress.State.DIFFERENT ? 2 : 0,
        0,
        0,
        0,
        0,
        0,
        overflow,
        null);
  }

  /** Equal, by the pass of that number. */
  static VerificationProgress verifiedIn(int round) {
    return new VerificationProgress(
        VerificationProgress.State.PASSED, round, 100L, 10, 0, 0, 0, 0, 0, 0, false, null);
  }

  /** Equal, by a pass of that mode; comparing every key takes so long. */
  static VerificationProgress passed(VerificationSpec.Mode mode, Duration everyKey) {
    return verified(VerificationProgress.State.PASSED, false)
        .with(
            List.of(),
            new VerificationPass(mode, 10, 1_000, 5, Instant.EPOCH, everyKey, null),
            null);
  }

  static LedgerEntry parameter(LedgerEntry.State state) {
    return new LedgerEntry(
        Side.SOURCE,
        "0",
        "redis-old:6379",
        "run",
        "repl-timeout",
        "60",
        "120",
        state,
        null,
        Instant.EPOCH);
  }

  static LedgerEntry fence(LedgerEntry.State state) {
    return new LedgerEntry(
        Side.SOURCE,
        "0",
        "redis-old:6379",
        "run",
        "min-slaves-to-write",
        "0",
        "999",
        state,
        null,
        Instant.EPOCH);
  }

  Report failure(String reason, boolean retryable) {
    return with(report -> report.failure = new Failure(reason, "it broke", "mend it", retryable));
  }

  Report checks(CheckResult... results) {
    return with(report -> report.checks = List.of(results));
  }

  Report fencing(FenceKind kind) {
    return with(report -> report.fence = kind);
  }

  Report shards(String... names) {
    return with(report -> report.shards = List.of(names));
  }

  Report ledger(LedgerEntry... entries) {
    return with(report -> report.ledger = List.of(entries));
  }

  Report lag(long millis) {
    return with(report -> report.lagMillis = millis);
  }

  Report verification(VerificationProgress progress) {
    return with(report -> report.verification = progress);
  }

  Report answering(String order) {
    return with(report -> report.token = order);
  }

  Report blocked(String reason) {
    return with(report -> report.blockers = List.of(new Blocker(reason, "why")));
  }

  Report trying(TrialResult result) {
    return with(report -> report.trial = result);
  }

  /** A target process that holds so many keys in each database the source uses. */
  Report holding(String process, Map<Integer, Long> keys) {
    return with(
        report -> {
          report.targetRunId = process;
          report.flushable = keys;
        });
  }

  Report sealedAt(long offset) {
    return with(report -> report.sealed = offset);
  }

  /** Twice as many partial resyncs. */
  Report reconnected(int times) {
    return with(report -> report.reconnects = times);
  }

  Report ttlsExact() {
    return with(report -> report.ttlsExact = true);
  }

  Report wentBack(int times) {
    return with(report -> report.targetWentBack = times);
  }

  Report lock(LockMode found) {
    return with(report -> report.lock = found);
  }

  Report fullResync() {
    return with(report -> report.lostCatchUp = true);
  }

  Report saying(String words) {
    return with(report -> report.message = words);
  }

  Report lateWrites(long count) {
    return with(report -> report.lateWrites = count);
  }

  Report step(String step, Instant at, String message) {
    return with(report -> report.steps = List.of(new StepProgress(step, at, at, message)));
  }

  /** Of a worker that has closed nothing. */
  /** Who is only armed has not closed anything. */
  private Long outage() {
    return state == TaskState.ARMED ? null : outageMillis;
  }

  Report withoutOutage() {
    return with(report -> report.outageMillis = null);
  }

  Report switched(List<SwitchedObject> objects) {
    return with(report -> report.switched = objects);
  }

  Report clients(SourceClients seen) {
    return with(report -> report.clients = seen);
  }

  TaskStatus at(String shard, long epoch, Instant now) {
    return new TaskStatus(
        state,
        epoch,
        now,
        message,
        failure,
        checks,
        new Resolved(
            null,
            null,
            null,
            fence,
            lock,
            null,
            null,
            null,
            null,
            null,
            targetRunId,
            shards,
            null,
            null,
            null,
            null,
            flushable),
        null,
        ledger,
        new ShardProgress(
            shard,
            "id",
            200,
            150,
            120,
            110,
            80,
            lagMillis,
            reconnects,
            2 * reconnects,
            0,
            5,
            10,
            1,
            2,
            3,
            targetWentBack,
            ttlsExact,
            null,
            clients),
        null,
        verification,
        token == null && blockers.isEmpty() && trial == null
            ? null
            : new CutoverProgress(
                token, fence, steps, null, sealed, outage(), lateWrites, blockers, null, trial),
        state.streams(),
        lostCatchUp,
        switched);
  }
}
