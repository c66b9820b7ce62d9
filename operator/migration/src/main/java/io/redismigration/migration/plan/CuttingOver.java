package io.redismigration.migration.plan;

import io.redismigration.migration.cutover.Decision;
import io.redismigration.migration.cutover.ShardView;
import io.redismigration.migration.cutover.Shards;
import io.redismigration.migration.cutover.WriteOutage;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Arm, freeze, commit or abort, detach; see the picture in the module's README. */
final class CuttingOver implements PhaseHandler {
  /** Why a cutover is undone when the migration is given up. */
  static final String CANCELLED = "Cancelled: by the user";

  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    List<Task> tasks = seen.replicates(draft);
    return switch (draft.cutover.stage) {
      case NONE, ARMING -> arm(seen, draft, tasks);
      case FREEZING -> freeze(seen, draft, tasks);
      case ABORTING -> abort(seen, draft, tasks);
      case SWITCHING -> switchOver(seen, draft, tasks);
      case DETACHING, DONE -> detach(seen, draft, tasks);
    };
  }

  static void begin(Observation seen, StatusDraft draft) {
    draft.cutover.stage = Stage.ARMING;
    draft.cutover.decision = CutoverStatus.Decision.OPEN;
    draft.cutover.sourceAfter = seen.spec().cutover().sourceAfter();
    draft.cutover.undoneBecause = null;
    draft.cutover.deadline = null;
    draft.cutover.steps = List.of();
    draft.cutover.outageMillis = null;
    draft.history = draft.history.with(lag(draft.shards));
    draft.cutover.lateWrites = 0;
    draft.cutover.switchover = Switching.begin(seen, draft);
  }

  private static History.Lag lag(List<ShardProgress> shards) {
    boolean known = shards.stream().noneMatch(shard -> shard.lag() == null);
    return new History.Lag(
        shards.stream().mapToLong(ShardProgress::lagBytes).sum(),
        known ? shards.stream().mapToLong(ShardProgress::lagMillis).max().orElse(0) : null);
  }

  /** Nothing is closed yet: a cancel needs no answer from the workers. */
  private Outcome arm(Observation seen, StatusDraft draft, List<Task> tasks) {
    if (committed(draft, tasks)) {
      return commit(seen, draft, tasks);
    }
    if (draft.latches.cancelled()) {
      return Cancelling.advance();
    }
    Optional<Outcome> failed = Failures.first(tasks);
    if (failed.isPresent()) {
      return failed.get();
    }
    Optional<Blocker> blocker = blocker(draft, tasks);
    if (blocker.isPresent()) {
      return undo(seen, draft, "%s: %s".formatted(blocker.get().reason(), blocker.get().message()));
    }
    Optional<Failure> refused = Switching.refused(seen, draft);
    if (refused.isPresent()) {
      return undo(seen, draft, "%s: %s".formatted(refused.get().reason(), refused.get().message()));
    }
    Duration timeout = seen.spec().cutover().timeout();
    boolean armed =
        !tasks.isEmpty()
            && tasks.stream()
                .allMatch(task -> answers(task, draft) && task.status().state() == TaskState.ARMED);
    Optional<String> hindered = hindered(seen, draft);
    if (armed && hindered.isEmpty()) {
      draft.cutover.stage = Stage.FREEZING;
      draft.cutover.deadline = seen.now().plus(timeout);
      return freeze(seen, draft, tasks);
    }
    Instant latest = draft.times.phaseSince.plus(timeout);
    return seen.now().isBefore(latest)
        ? new Outcome.Wait("opening what the cutover needs", latest)
        : undo(
            seen, draft, armed ? hindered.get() : "TimedOut: not every worker was armed in time");
  }

  /** What may pass while every worker is armed. */
  private static Optional<String> hindered(Observation seen, StatusDraft draft) {
    return Switching.notReady(seen, draft)
        .map("SwitchoverNotReady: "::concat)
        .or(
            () ->
                Blockers.unproven(seen, draft)
                    .map(why -> "%s: %s".formatted(why.reason(), why.message())));
  }

  private Outcome freeze(Observation seen, StatusDraft draft, List<Task> tasks) {
    Optional<Outcome> unknown = ReadBack.of(seen, draft, tasks).next();
    if (unknown.isPresent()) {
      return unknown.get();
    }
    Optional<Blocker> blocker = blocker(draft, tasks);
    if (blocker.isPresent()) {
      return undo(seen, draft, "%s: %s".formatted(blocker.get().reason(), blocker.get().message()));
    }
    List<ShardView> views = tasks.stream().map(task -> view(task, draft)).toList();
    Decision decision =
        Decision.onFreeze(views, workerDecides(draft), draft.cutover.deadline, seen.now());
    if (decision instanceof Decision.Commit) {
      return commit(seen, draft, tasks);
    }
    if (decision instanceof Decision.Abort abort) {
      return abort.reason().equals("WorkerFailed")
          ? Failures.first(tasks).orElseThrow()
          : undo(seen, draft, because(abort, seen, draft));
    }
    return draft.latches.cancelled()
        ? undo(seen, draft, CANCELLED)
        : new Outcome.Wait("source fenced; draining the stream", draft.cutover.deadline);
  }

  /** A deadline before its time was set by a driver that has to leave. */
  private static String because(Decision.Abort abort, Observation seen, StatusDraft draft) {
    Instant earliest = draft.times.phaseSince.plus(seen.spec().cutover().timeout());
    return abort.reason().equals("TimedOut") && draft.cutover.deadline.isBefore(earliest)
        ? "Stopped: the process was stopped before it was decided"
        : "%s: %s".formatted(abort.reason(), abort.message());
  }

  private static Optional<Blocker> blocker(StatusDraft draft, List<Task> tasks) {
    return tasks.stream()
        .filter(task -> answers(task, draft))
        .flatMap(task -> task.status().cutover().blockers().stream())
        .findFirst();
  }

  private Outcome commit(Observation seen, StatusDraft draft, List<Task> tasks) {
    draft.cutover.decision = CutoverStatus.Decision.COMMIT;
    draft.cutover.stage = Stage.SWITCHING;
    draft.cutover.deadline = null;
    draft.times.committed = seen.now();
    Switching.committed(seen, draft);
    draft.normal("Committed", "the target has taken over; nothing undoes it any more");
    if (draft.latches.cancelled()) {
      Commands.cancelTooLate(draft);
    }
    return switchOver(seen, draft, tasks);
  }

  /** With one shard only its worker knows whether it had committed: it is told, and answers. */
  private Outcome undo(Observation seen, StatusDraft draft, String why) {
    draft.cutover.stage = Stage.ABORTING;
    draft.cutover.undoneBecause = why;
    if (!workerDecides(draft)) {
      draft.cutover.decision = CutoverStatus.Decision.ABORT;
    }
    return abort(seen, draft, seen.replicates(draft));
  }

  private Outcome abort(Observation seen, StatusDraft draft, List<Task> tasks) {
    if (committed(draft, tasks)) {
      draft.cutover.undoneBecause = null;
      return commit(seen, draft, tasks);
    }
    Optional<Outcome> unknown = ReadBack.of(seen, draft, tasks).next();
    if (unknown.isPresent()) {
      return unknown.get();
    }
    Optional<Outcome> failed = Failures.first(tasks);
    if (failed.isPresent()) {
      return failed.get();
    }
    boolean open =
        !tasks.isEmpty()
            && tasks.stream()
                .allMatch(
                    task -> answers(task, draft) && task.status().state() == TaskState.ABORTED);
    if (!open) {
      return Outcome.waiting(
          Workers.message(seen, tasks, "undoing the cutover: " + draft.cutover.undoneBecause));
    }
    draft.cutover.undone++;
    draft.cutover.attempt++;
    draft.cutover.stage = Stage.NONE;
    draft.cutover.decision = CutoverStatus.Decision.OPEN;
    draft.cutover.deadline = null;
    draft.cutover.notBefore = seen.now().plus(backOff(seen, draft.cutover.undone));
    if (draft.latches.cancelled()) {
      return Cancelling.advance();
    }
    String next =
        Recheck.after(tasks, seen, draft)
            ? "; both sides are compared again before the next one"
            : "";
    return new Outcome.Advance(
        Phase.STREAMING, "CutoverUndone", draft.cutover.undoneBecause + next);
  }

  private static Duration backOff(Observation seen, int undone) {
    return seen.settings().backOff().multipliedBy(1L << Math.min(undone - 1, 6));
  }

  /** Every shard has to know of the commit before anything is taken down. */
  private Outcome switchOver(Observation seen, StatusDraft draft, List<Task> tasks) {
    List<Task> untold =
        tasks.stream()
            .filter(task -> task.status().state() != TaskState.COMMITTED)
            .filter(task -> task.status().state() != TaskState.DETACHED)
            .toList();
    if (!untold.isEmpty()) {
      String message = Workers.message(seen, tasks, "committed; telling every shard");
      return untold.stream()
          .filter(task -> task.status().state().ended())
          .findFirst()
          .map(task -> new ReadBack(seen, draft, task).another(message))
          .orElse(Outcome.waiting(message));
    }
    if (!Switching.isSettled(draft)) {
      return new Outcome.Wait(
          "repointing the clients: " + draft.cutover.switchover.message(), Switching.wake(draft));
    }
    draft.cutover.stage = Stage.DETACHING;
    draft.times.cleanupBegan = seen.now();
    return detach(seen, draft, tasks);
  }

  private Outcome detach(Observation seen, StatusDraft draft, List<Task> tasks) {
    boolean detached =
        !tasks.isEmpty()
            && tasks.stream().allMatch(task -> task.status().state() == TaskState.DETACHED);
    boolean lost = CleanUp.isWorkerLost(seen, draft);
    boolean settled = lost && CleanUp.stage(seen, draft) == CleanUp.Progress.DONE;
    if (!detached && !settled) {
      return new Outcome.Wait(
          Workers.message(seen, tasks, "closing the link, restoring parameters"),
          CleanUp.bound(seen, draft, lost ? 2 : 1));
    }
    CleanUp.giveUpOpen(seen, draft);
    draft.cutover.stage = Stage.DONE;
    String left = detached ? "" : CleanUp.left(seen, draft);
    if (!left.isEmpty()) {
      draft.warn("ClaimLeft", "the target has taken over" + left);
    }
    return new Outcome.Advance(Phase.COMPLETED, "Completed", outage(draft));
  }

  /** What became of it, in words. */
  static String outage(StatusDraft draft) {
    return draft.cutover.outageMillis == null
        ? "the target has taken over"
        : "the target has taken over; writes were refused for "
            + WriteOutage.of(true, draft.cutover.outageMillis, draft.history.closedMillis())
                .orElseThrow();
  }

  /** A worker that decides has done so, now or in a run that was given up for lost. */
  static boolean committed(StatusDraft draft, List<Task> tasks) {
    return workerDecides(draft)
        && tasks.stream().anyMatch(task -> task.status().state() == TaskState.COMMITTED);
  }

  static boolean workerDecides(StatusDraft draft) {
    return Shards.of(draft.resolved).size() == 1;
  }

  private static boolean answers(Task task, StatusDraft draft) {
    CutoverProgress progress = task.status().cutover();
    return progress != null && draft.cutover.token.equals(progress.token());
  }

  private static boolean sealed(TaskStatus report) {
    return report.cutover() != null && report.cutover().sealedOffset() != null;
  }

  static ShardView view(Task task, StatusDraft draft) {
    TaskStatus report = task.status();
    String why =
        report.failure() == null
            ? null
            : "%s: %s".formatted(report.failure().reason(), report.failure().message());
    return new ShardView(
        task.spec().shard(), report.state(), answers(task, draft), sealed(report), why);
  }
}
