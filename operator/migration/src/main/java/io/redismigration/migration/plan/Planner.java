package io.redismigration.migration.plan;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Latches;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.TaskSummary;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what a migration does next. Pure: the same arguments give the same plan, and a plan whose
 * actions are done is followed by one without actions and with an equal status, until a worker
 * reports, the user edits or a time comes.
 */
public final class Planner {
  private static final Map<Phase, PhaseHandler> HANDLERS = handlers();

  private final PlannerSettings settings;

  public Planner(PlannerSettings settings) {
    this.settings = settings;
  }

  private static Map<Phase, PhaseHandler> handlers() {
    Map<Phase, PhaseHandler> handlers = new EnumMap<>(Phase.class);
    handlers.put(
        Phase.PENDING,
        (seen, draft) -> new Outcome.Advance(Phase.VALIDATING, "Accepted", "first seen"));
    handlers.put(Phase.VALIDATING, new Validating());
    handlers.put(Phase.AWAITING_START, new AwaitingStart());
    handlers.put(Phase.PREPARING, new Preparing());
    handlers.put(Phase.FULL_SYNC, new FullSync());
    handlers.put(Phase.STREAMING, new Streaming());
    handlers.put(Phase.CUTTING_OVER, new CuttingOver());
    handlers.put(Phase.FAILED, new Failed());
    handlers.put(Phase.CANCELLING, new Cancelling());
    handlers.put(Phase.COMPLETED, new Completed());
    handlers.put(Phase.CANCELLED, (seen, draft) -> Outcome.waiting(draft.message));
    return handlers;
  }

  /**
   * The next status and what to do, from what is stored and what the workers reported.
   *
   * @param tasks all tasks of this migration, in any order
   */
  public Plan plan(Migration migration, List<Task> tasks, Instant now) {
    return plan(migration, tasks, now, true);
  }

  /**
   * The same, perhaps without a start.
   *
   * @param mayStart false: whatever the spec says, a migration that has not been started is only
   *     validated, and nothing is changed on either server
   */
  public Plan plan(Migration migration, List<Task> tasks, Instant now, boolean mayStart) {
    Observation seen = new Observation(migration, List.copyOf(tasks), now, settings);
    StatusDraft draft = new StatusDraft(migration.status(), now);
    Latches before = draft.latches;
    if (draft.times.firstSeen == null) {
      draft.times.firstSeen = now;
      draft.times.phaseSince = now;
    }
    draft.observedGeneration = migration.generation();
    Mirror.copy(seen, draft);
    Switching.proceed(seen, draft);
    Commands.latch(seen, draft);
    refuseFrozenEdits(seen, draft);
    Instant wakeAt = run(seen, draft, mayStart);
    Commands.keepUnanswered(seen, draft, before);
    List<TaskSpec> wanted = new Orders(seen, draft).wanted();
    draft.tasks = wanted.stream().map(order -> summary(order, seen)).toList();
    draft.conditions = new Conditions(seen, draft).all();
    draft.allowedActions = Commands.allowed(draft).stream().sorted(UserAction::compareTo).toList();
    List<Action> actions = new ArrayList<>(actions(wanted, seen));
    actions.addAll(draft.events);
    return new Plan(draft.done(), actions, Wake.earliest(wakeAt, seen));
  }

  /**
   * The fields of that spec which a running migration would ignore, since they were frozen when it
   * began; empty: none, or nothing is frozen.
   */
  public static List<String> refusedEdits(MigrationStatus status, MigrationSpec written) {
    return status.phase().running()
        ? FrozenFields.changed(written, status.observed().frozen())
        : List.of();
  }

  private static void refuseFrozenEdits(Observation seen, StatusDraft draft) {
    List<String> refused =
        draft.phase.running()
            ? FrozenFields.changed(seen.spec(), draft.observed.frozen())
            : List.of();
    if (!refused.isEmpty() && !refused.equals(draft.observed.refused())) {
      draft.warn("EditRefused", refusal(refused));
    }
    draft.observed = draft.observed.withRefused(refused);
  }

  private static String refusal(List<String> fields) {
    return "%s cannot change while the migration runs and is ignored: change it back, or cancel"
        .formatted(String.join(", ", fields));
  }

  /** Follows the handlers until one waits; each phase is entered at most once per call. */
  private static Instant run(Observation seen, StatusDraft draft, boolean mayStart) {
    if (cancelNow(draft)) {
      enter(Phase.CANCELLING, "CancelRequested", "cleaning up", seen, draft);
    }
    for (int steps = 0; steps < Phase.values().length; steps++) {
      Outcome outcome = next(seen, draft, mayStart);
      if (outcome instanceof Outcome.Wait wait) {
        draft.message = wait.message();
        if (!draft.observed.refused().isEmpty() && draft.phase.running()) {
          draft.message = refusal(draft.observed.refused()) + ". " + draft.message;
        }
        return wait.wakeAt();
      }
      if (outcome instanceof Outcome.Advance advance) {
        enter(advance.next(), advance.reason(), advance.message(), seen, draft);
      } else if (outcome instanceof Outcome.Fail fail) {
        fail(fail.failure(), seen, draft);
      }
    }
    return seen.now();
  }

  private static Outcome next(Observation seen, StatusDraft draft, boolean mayStart) {
    boolean startAsked = draft.asked.contains(Request.START);
    Outcome outcome = HANDLERS.get(draft.phase).next(seen, draft);
    boolean starts =
        outcome instanceof Outcome.Advance advance && advance.next() == Phase.PREPARING;
    if (!starts || mayStart) {
      return outcome;
    }
    if (startAsked) {
      draft.asked.add(Request.START);
    }
    return Outcome.waiting("validated; not started yet");
  }

  /** In CuttingOver the handler decides: after the commit nothing is cancelled. */
  private static boolean cancelNow(StatusDraft draft) {
    return draft.latches.cancelled()
        && draft.phase != Phase.CUTTING_OVER
        && draft.phase.mayMoveTo(Phase.CANCELLING);
  }

  private static void fail(Failure failure, Observation seen, StatusDraft draft) {
    if (CleanUp.givenUp(seen, draft)) {
      draft.run = draft.run.claimed(false);
    }
    draft.failure = draft.run.claimed() ? keepingTheClaim(failure) : failure;
    enter(Phase.FAILED, failure.reason(), failure.message(), seen, draft);
  }

  private static Failure keepingTheClaim(Failure failure) {
    return new Failure(
        failure.reason(),
        failure.message(),
        failure.remedy() + "; the target stays claimed for a retry, cancel gives it up",
        failure.retryable());
  }

  private static String becauseOf(Phase next, String message, StatusDraft draft) {
    if (next != Phase.CANCELLING) {
      return message;
    }
    return draft.cutover.undoneBecause == null
        ? CuttingOver.CANCELLED
        : draft.cutover.undoneBecause;
  }

  private static void enter(
      Phase next, String reason, String message, Observation seen, StatusDraft draft) {
    if (!draft.phase.mayMoveTo(next)) {
      throw new IllegalStateException("no way from %s to %s".formatted(draft.phase, next));
    }
    boolean undone = draft.phase == Phase.CUTTING_OVER && next == Phase.STREAMING;
    if (draft.phase == Phase.CUTTING_OVER && next != Phase.COMPLETED) {
      draft.undone(becauseOf(next, message, draft), draft.cutover.outageMillis);
    }
    draft.phase = next;
    draft.message = message;
    draft.times.phaseSince = seen.now();
    Trials.giveUp(seen, draft);
    if (next == Phase.FAILED || undone) {
      draft.warn(reason, message);
    } else {
      draft.normal(reason, message);
    }
    switch (next) {
      case VALIDATING -> {
        draft.failure = null;
        draft.times.ended = null;
        draft.times.cleanupBegan = null;
        Validating.begin(seen, draft);
      }
      case PREPARING -> {
        draft.history = draft.history.with((History.Copied) null).with((History.Lag) null);
        Preparing.begin(seen, draft);
      }
      case CUTTING_OVER -> CuttingOver.begin(seen, draft);
      case FAILED -> {
        draft.flush = null;
        draft.times.ended = seen.now();
        draft.times.cleanupBegan = seen.now();
        draft.validatedDigest(Validation.digest(seen.spec()));
      }
      case CANCELLING -> {
        draft.flush = null;
        draft.times.cleanupBegan = seen.now();
      }
      case COMPLETED, CANCELLED -> {
        draft.times.ended = seen.now();
        draft.run = draft.run.claimed(false);
      }
      default -> {}
    }
  }

  private static TaskSummary summary(TaskSpec order, Observation seen) {
    TaskStatus report = seen.task(order.name()).map(Task::status).orElseGet(TaskStatus::none);
    return new TaskSummary(
        order.name(), Labels.of(order.type()), Labels.of(report.state()), report.heartbeat());
  }

  private static List<Action> actions(List<TaskSpec> wanted, Observation seen) {
    List<Action> actions = new ArrayList<>();
    Set<String> names = wanted.stream().map(TaskSpec::name).collect(Collectors.toSet());
    seen.tasks().stream()
        .map(task -> task.spec().name())
        .filter(name -> !names.contains(name))
        .forEach(name -> actions.add(new Action.DeleteTask(name)));
    for (TaskSpec order : wanted) {
      TaskSpec last = seen.task(order.name()).map(Task::spec).orElse(null);
      if (last == null) {
        actions.add(new Action.CreateTask(order));
      } else if (!last.equals(order)) {
        actions.add(new Action.UpdateTask(order.name(), order));
      }
    }
    return actions;
  }
}
