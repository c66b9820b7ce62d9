package io.redismigration.migration.plan;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands in the way of a cutover now. Texts change only when the obstacle does. */
final class Blockers {
  private Blockers() {}

  static List<Blocker> of(Observation seen, StatusDraft draft, List<Task> tasks) {
    List<Blocker> found = new ArrayList<>();
    workers(seen, draft, tasks, found);
    if (draft.latches.suspended()) {
      found.add(new Blocker("Suspended", seen.settings().asking().toResume()));
    }
    lag(seen.spec(), tasks, found);
    outage(seen.spec(), draft.verification, found);
    verdict(seen, draft, found);
    if (draft.resolved != null && draft.resolved.fence() == null) {
      found.add(
          new Blocker(
              "NoFencePossible",
              "the source cannot be closed to writers by us: see the check SourceFence; or stop"
                  + " every writer yourself and set spec.cutover.fence to External"));
    }
    tasks.stream()
        .map(task -> task.status().cutover())
        .filter(progress -> progress != null)
        .filter(progress -> progress.token() == null)
        .flatMap(progress -> progress.blockers().stream())
        .filter(blocker -> !found.contains(blocker))
        .forEach(found::add);
    return List.copyOf(found);
  }

  private static void workers(
      Observation seen, StatusDraft draft, List<Task> tasks, List<Blocker> found) {
    if (tasks.isEmpty() || tasks.stream().anyMatch(task -> !ready(task.status().state()))) {
      found.add(new Blocker("NotStreaming", "not every worker applies the stream"));
    } else if (tasks.stream().anyMatch(seen::silent)) {
      found.add(new Blocker("WorkerSilent", Workers.message(seen, tasks, "")));
    }
    if (draft.cutover.notBefore != null && seen.now().isBefore(draft.cutover.notBefore)) {
      found.add(
          new Blocker(
              "BackOff", "the last cutover was undone; not before " + draft.cutover.notBefore));
    }
  }

  private static boolean ready(TaskState state) {
    return state == TaskState.STREAMING || state == TaskState.ABORTED || state == TaskState.ARMED;
  }

  private static void lag(MigrationSpec spec, List<Task> tasks, List<Blocker> found) {
    long most =
        tasks.stream()
            .map(task -> task.status().progress())
            .filter(progress -> progress != null)
            .mapToLong(ShardProgress::lagMillis)
            .max()
            .orElse(Long.MAX_VALUE);
    if (most > spec.cutover().maxLag().toMillis()) {
      found.add(
          new Blocker(
              "LagTooHigh",
              "the target is further behind than spec.cutover.maxLag, %d ms"
                  .formatted(spec.cutover().maxLag().toMillis())));
    }
  }

  /**
   * Why it is not known that both sides hold the same. Asked once more before a source is closed:
   * the worker that was armed may have taken over from one that had compared everything.
   */
  static Optional<Blocker> unproven(Observation seen, StatusDraft draft) {
    List<Blocker> found = new ArrayList<>();
    verdict(seen, draft, found);
    return found.stream().findFirst();
  }

  private static void verdict(Observation observed, StatusDraft draft, List<Blocker> found) {
    MigrationSpec spec = observed.spec();
    if (spec.verification().mode() == VerificationSpec.Mode.OFF) {
      return;
    }
    String again = observed.settings().asking().to(Request.VERIFY);
    VerificationProgress seen = draft.verification;
    Optional<Blocker> owed = Recheck.blocker(observed, draft);
    owed.ifPresent(found::add);
    if (seen == null
        || seen.state() == VerificationProgress.State.OFF
        || seen.state() == VerificationProgress.State.PENDING
        || seen.state() == VerificationProgress.State.RUNNING
        || owed.isEmpty() && seen.round() <= draft.run.verification()) {
      found.add(new Blocker("NotVerified", "the comparison of both sides has not ended"));
      return;
    }
    if (seen.state() == VerificationProgress.State.FAILED) {
      found.add(
          new Blocker(
              "VerificationFailed",
              "the comparison of both sides ended: %s; %s".formatted(seen.message(), again)));
      return;
    }
    if (seen.pass() != null && seen.pass().mode() != spec.verification().mode()) {
      found.add(
          new Blocker(
              "NotVerified",
              "spec.verification.mode was changed: the new comparison has not ended"));
    }
    if (seen.outdated()) {
      found.add(
          new Blocker(
              "ForeignWrite",
              "needs a full verification pass newer than the last foreign write: keep %s from"
                      .formatted(String.join(", ", seen.foreign().writers()))
                  + " writing to the target, then "
                  + again));
    }
    if (seen.state() == VerificationProgress.State.DIFFERENT) {
      found.add(
          new Blocker(
              "VerificationDifferent",
              "keys that differ: %d; %s, or verify again"
                  .formatted(seen.differences(), observed.settings().asking().to(Request.REPAIR))));
    }
    if (seen.dirtyOverflow()) {
      found.add(
          new Blocker(
              "DirtySetOverflow",
              "more keys changed since the comparison than are remembered: %s at a quieter time"
                  .formatted(again)));
    }
  }

  /** What would be undone for want of time is not begun. */
  private static void outage(MigrationSpec spec, VerificationProgress seen, List<Blocker> found) {
    Duration outage = seen == null ? null : seen.outage(spec.verification());
    Duration timeout = spec.cutover().timeout();
    if (outage != null && outage.compareTo(timeout) >= 0) {
      found.add(
          new Blocker(
              "OutageTooLong",
              "what is compared and copied under the fence takes about %d s by the last pass, and"
                      .formatted(outage.toSeconds())
                  + " spec.cutover.timeout is %d s: raise it, or %s"
                      .formatted(timeout.toSeconds(), shorter(spec))));
    }
  }

  /** Where every key is compared that is what takes the time, else the large keys do. */
  private static String shorter(MigrationSpec spec) {
    return spec.verification().atFence() == VerificationSpec.AtFence.FULL
        ? "set spec.verification.atFence to Delta"
        : "write less to the large keys until it is over";
  }
}
