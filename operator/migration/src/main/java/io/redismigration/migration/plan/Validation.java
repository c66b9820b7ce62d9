package io.redismigration.migration.plan;

import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.Checks;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a Preflight task's report: both validations, the first and the one on start. */
final class Validation {
  private static final Failure NOTHING_CHECKED =
      new Failure(
          "NothingChecked",
          "the preflight ended without a single check",
          "run the worker of the version that this planner belongs to",
          false);

  private Validation() {}

  /** Empty: passed. */
  static Optional<Outcome> verdict(Observation seen, StatusDraft draft, Instant patienceFrom) {
    List<CheckResult> missing = SupportedFeatures.missing(seen.spec());
    if (!missing.isEmpty()) {
      draft.checks = missing;
      return Optional.of(new Outcome.Fail(failure("NotSupportedYet", missing)));
    }
    Task task = seen.preflight(draft).orElse(null);
    if (task == null || !task.status().state().ended()) {
      return Optional.of(Outcome.waiting(progress(task)));
    }
    TaskStatus report = task.status();
    if (!report.checks().isEmpty()) {
      draft.checks = Checks.ignoring(all(report, seen), seen.spec().checksIgnored());
    }
    if (report.state() != TaskState.SUCCEEDED) {
      return Optional.of(
          again(seen, draft, task, patienceFrom)
              .orElseGet(() -> new Outcome.Fail(Failures.of(task))));
    }
    if (report.checks().isEmpty()) {
      return Optional.of(new Outcome.Fail(NOTHING_CHECKED));
    }
    List<CheckResult> blocking = draft.checks.stream().filter(CheckResult::blocks).toList();
    if (blocking.isEmpty()) {
      draft.times.validated = seen.now();
      return Optional.empty();
    }
    Outcome failed = new Outcome.Fail(failure("ValidationFailed", blocking));
    return Optional.of(
        mayComeRight(blocking) ? again(seen, draft, task, patienceFrom).orElse(failed) : failed);
  }

  /** The worker's checks, the plan's own, and those that only a cluster could answer. */
  private static List<CheckResult> all(TaskStatus report, Observation seen) {
    List<CheckResult> results = new ArrayList<>(report.checks());
    results.add(PlanChecks.startTime(seen.spec(), seen.now()));
    return Checks.completed(results);
  }

  private static String progress(Task task) {
    return task == null || task.status().message().isEmpty()
        ? "checking source and target"
        : task.status().message();
  }

  /** Secrets and routes may come a little later. */
  private static Optional<Outcome> again(
      Observation seen, StatusDraft draft, Task task, Instant patienceFrom) {
    Instant patience = patienceFrom.plus(seen.settings().validationPatience());
    Instant heard = task.status().heartbeat() == null ? seen.now() : task.status().heartbeat();
    Instant next = heard.plus(seen.settings().validationPause());
    if (next.isAfter(patience)) {
      return Optional.empty();
    }
    if (!seen.now().isBefore(next)) {
      draft.run = draft.run.nextValidation();
      return Optional.of(Outcome.waiting("checking source and target again"));
    }
    return Optional.of(
        new Outcome.Wait("connection checks fail; trying again until " + patience, next));
  }

  private static boolean mayComeRight(List<CheckResult> blocking) {
    return blocking.stream()
        .filter(result -> result.outcome() == CheckOutcome.FAILED)
        .allMatch(result -> CheckName.of(result.name()).map(CheckName::mayComeRight).orElse(false));
  }

  private static Failure failure(String reason, List<CheckResult> blocking) {
    List<CheckResult> failed =
        blocking.stream().filter(result -> result.outcome() == CheckOutcome.FAILED).toList();
    CheckResult first = failed.isEmpty() ? blocking.get(0) : failed.get(0);
    int more = Math.max(0, failed.size() - 1);
    return new Failure(
        reason,
        "%s: %s%s"
            .formatted(
                first.name(), first.message(), more == 0 ? "" : " (and %d more)".formatted(more)),
        first.suggestion(),
        true);
  }

  /** Digest of all that validation looks at: the spec without its commands. */
  static String digest(MigrationSpec spec) {
    String parts = partsDigest(spec);
    // Without it as before: what was validated by an earlier version is not validated again.
    return spec.target().foreignWrites() == ForeignWritePolicy.WARN
        ? parts
        : Digest.of(parts, spec.target().foreignWrites());
  }

  private static String partsDigest(MigrationSpec spec) {
    return Digest.of(
        FrozenFields.digests(spec),
        spec.source(),
        spec.target().connection(),
        spec.start(),
        spec.checksIgnored(),
        spec.throttle(),
        spec.verification(),
        spec.onFullResync(),
        spec.cutover().mode(),
        spec.cutover().at(),
        spec.cutover().window(),
        spec.cutover().maxLag(),
        spec.cutover().fence(),
        spec.cutover().timeout(),
        spec.cutover().sourceAfter(),
        spec.cutover().switchover(),
        spec.worker());
  }
}
