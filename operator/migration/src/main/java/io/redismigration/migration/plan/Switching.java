package io.redismigration.migration.plan;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.model.SwitchoverStatus.State;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The clients' objects: looked at before the source is closed, repointed after the commit, watched
 * for a while. Nothing of it holds the migration up for longer than {@link #PATIENCE}: the target
 * has taken over, whoever knows of it.
 */
final class Switching {
  /** After the commit, until it is the user's to do. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How long it is watched whether something leads the clients back. */
  static final Duration GUARD = Duration.ofMinutes(10);

  private Switching() {}

  /** For a cutover that begins; null where nobody asked for it. */
  static SwitchoverStatus begin(Observation seen, StatusDraft draft) {
    SwitchoverSpec wanted = seen.spec().cutover().switchover();
    return wanted == null || !seen.settings().switchesClients()
        ? null
        : round(wanted, draft, State.PREPARING, seen.now());
  }

  /** Once more, as the manifest says now. */
  static void again(Observation seen, StatusDraft draft) {
    SwitchoverSpec wanted = seen.spec().cutover().switchover();
    draft.cutover.switchover =
        round(
            wanted == null ? draft.cutover.switchover.spec() : wanted,
            draft,
            State.SWITCHING,
            seen.now());
    draft.normal("SwitchoverRetried", "repointing the clients' objects again");
  }

  /** Rounds of an attempt never have the same number, whatever was undone between them. */
  private static SwitchoverStatus round(
      SwitchoverSpec wanted, StatusDraft draft, State state, Instant now) {
    SwitchoverStatus last = draft.cutover.switchover;
    int number = Math.max(last == null ? 0 : last.round(), draft.cutover.attempt) + 1;
    return SwitchoverStatus.begin(wanted, number, state, now);
  }

  /** Something does not lead to the target, though it should. */
  static boolean mayBeRepeated(StatusDraft draft) {
    SwitchoverStatus now = draft.cutover.switchover;
    return now != null && (now.state() == State.FAILED || now.state() == State.REVERTED);
  }

  /** Empty: the source may be closed, as far as this goes. */
  static Optional<String> notReady(Observation seen, StatusDraft draft) {
    if (draft.cutover.switchover == null) {
      return Optional.empty();
    }
    TaskStatus report = report(seen, draft);
    return report.state() == TaskState.PREPARED
        ? Optional.empty()
        : Optional.of(report.message().isEmpty() ? "its worker has not begun" : report.message());
  }

  /** It will not come right by waiting. */
  static Optional<Failure> refused(Observation seen, StatusDraft draft) {
    return draft.cutover.switchover == null
        ? Optional.empty()
        : Optional.of(report(seen, draft))
            .filter(report -> report.state() == TaskState.FAILED)
            .map(TaskStatus::failure);
  }

  /** The target has taken over. */
  static void committed(Observation seen, StatusDraft draft) {
    if (draft.cutover.switchover != null) {
      draft.cutover.switchover =
          draft.cutover.switchover.to(State.SWITCHING, "repointing the clients", seen.now());
    }
  }

  /** Whether the workers that move data need not wait any longer. */
  static boolean isSettled(StatusDraft draft) {
    SwitchoverStatus now = draft.cutover.switchover;
    return now == null || now.state() != State.SWITCHING;
  }

  /** When time alone changes something; null: never. */
  static Instant wake(StatusDraft draft) {
    SwitchoverStatus now = draft.cutover.switchover;
    if (now == null) {
      return null;
    }
    return switch (now.state()) {
      case SWITCHING -> now.since().plus(PATIENCE);
      case SWITCHED, REVERTED -> now.switchedAt().plus(GUARD);
      case PREPARING, DONE, FAILED -> null;
    };
  }

  /** Takes over what the worker found, and what follows from it and from the time. */
  static void proceed(Observation seen, StatusDraft draft) {
    SwitchoverStatus last = draft.cutover.switchover;
    if (last == null || !last.active()) {
      return;
    }
    TaskStatus report = report(seen, draft);
    SwitchoverStatus now = report.switched().isEmpty() ? last : last.seeing(report.switched());
    draft.cutover.switchover =
        switch (now.state()) {
          case PREPARING -> now.to(State.PREPARING, report.message(), seen.now());
          case SWITCHING -> switching(seen, draft, now, report);
          case SWITCHED, REVERTED -> guarded(seen, draft, now);
          case DONE, FAILED -> now;
        };
  }

  private static SwitchoverStatus switching(
      Observation seen, StatusDraft draft, SwitchoverStatus now, TaskStatus report) {
    if (report.state() == TaskState.SWITCHED) {
      SwitchoverStatus done = now.to(State.SWITCHED, "", seen.now());
      draft.normal("SwitchedOver", done.told(SwitchedObject.State.SWITCHED));
      return guarded(seen, draft, done);
    }
    boolean over = !seen.now().isBefore(now.since().plus(PATIENCE));
    if (!over && !report.state().ended()) {
      return now.to(State.SWITCHING, report.message(), seen.now());
    }
    String why = report.message().isEmpty() ? "its worker did not begin in time" : report.message();
    return failed(seen, draft, now, why);
  }

  private static SwitchoverStatus failed(
      Observation seen, StatusDraft draft, SwitchoverStatus now, String why) {
    String message =
        why
            + "; to try it again %s, or do what status.cutover.switchover.byHand says"
                .formatted(seen.settings().asking().to(Request.RETRY));
    draft.warn("SwitchoverFailed", message);
    return now.to(State.FAILED, message, seen.now());
  }

  private static SwitchoverStatus guarded(
      Observation seen, StatusDraft draft, SwitchoverStatus now) {
    String reverted = now.told(SwitchedObject.State.REVERTED);
    boolean over = !seen.now().isBefore(now.switchedAt().plus(GUARD));
    if (!reverted.isEmpty()) {
      if (over) {
        return failed(seen, draft, now, "clients were led back: " + reverted);
      }
      if (!reverted.equals(now.message())) {
        draft.warn("SwitchoverReverted", reverted);
      }
      return now.to(State.REVERTED, reverted, seen.now());
    }
    if (now.state() == State.REVERTED) {
      draft.normal("SwitchedOver", "everything leads to the target again");
    }
    return now.to(over ? State.DONE : State.SWITCHED, "", seen.now());
  }

  private static TaskStatus report(Observation seen, StatusDraft draft) {
    SwitchoverStatus now = draft.cutover.switchover;
    return seen.task(
            TaskNames.switchOver(seen.migration().name(), draft.run.attempt(), now.round()))
        .map(Task::status)
        .orElseGet(TaskStatus::none);
  }
}
