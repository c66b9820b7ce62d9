package io.redismigration.cli.run;

import io.redismigration.cli.run.RunOutcome.End;
import io.redismigration.cli.state.RunStore;
import io.redismigration.cli.state.StateException;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.state.UserRequests;
import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.plan.Action;
import io.redismigration.migration.plan.Plan;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.worker.TaskHost;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Drives one migration on this machine: reads the workers' reports and the users' requests, asks
 * the planner, keeps its answer, and only then acts on it. A process that dies in between loses
 * nothing: the next one is given the same actions again, and doing one twice does no harm. One
 * thread.
 */
public final class LocalDriver {
  private static final Duration LOOK_FOR_REQUESTS = Duration.ofMillis(200);
  private static final Duration TO_OPEN = Duration.ofSeconds(20);
  private static final Duration FIGURES_MAY_LAG = Duration.ofSeconds(1);

  private final Planning planner;
  private final TaskHost host;
  private final RunStore store;
  private final Supplier<UserRequests> requests;
  private final Clock clock;
  private final RunListener listener;

  /**
   * @param requests what users asked for so far, read at each turn
   */
  public LocalDriver(
      Planning planner,
      TaskHost host,
      RunStore store,
      Supplier<UserRequests> requests,
      Clock clock,
      RunListener listener) {
    this.planner = planner;
    this.host = host;
    this.store = store;
    this.requests = requests;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Continues the run until it ends, comes as far as wanted, or is stopped. The workers are left
   * running; closing the host stops them. A cutover that closes the source is decided first: it is
   * asked to be undone, and its answer awaited until {@code hurried}. The same when the state
   * cannot be kept any more, for at most 20 s.
   *
   * @param begin the state last kept, or a new one
   * @param written the manifest as it is now
   * @param stopped looked at five times a second
   * @param hurried whether one who was stopped must not wait any longer
   * @throws NotKeptException if the state cannot be kept
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public RunOutcome run(
      StoredRun begin,
      MigrationSpec written,
      Until until,
      BooleanSupplier stopped,
      BooleanSupplier hurried)
      throws InterruptedException {
    StoredRun run = Resumption.of(begin);
    store.save(run);
    StoredRun kept = run;
    boolean leaving = false;
    while (true) {
      if (!leaving && stopped.getAsBoolean()) {
        leaving = true;
        if (isUndecided(run)) {
          listener.deciding();
        }
        run = leaving(run);
      }
      Turn turn = turn(run, written, until != Until.VALIDATED);
      boolean due = !Essence.of(turn.run()).equals(Essence.of(kept)) || isOld(kept, turn.run());
      if (due) {
        try {
          store.save(turn.run());
        } catch (StateException full) {
          throw new NotKeptException(full, opened(kept, run, written));
        }
        kept = turn.run();
      }
      act(turn.plan());
      tell(run, turn);
      boolean moved = turn.run().migration().status().phase() != run.migration().status().phase();
      run = turn.run();
      boolean waits = isUndecided(run) && !hurried.getAsBoolean();
      End end = end(turn, until, leaving && !waits);
      if (end != null) {
        store.save(run);
        return new RunOutcome(end, run);
      }
      if (!moved && turn.plan().actions().isEmpty()) {
        host.awaitChange(untilNextTurn(turn.plan()));
      }
    }
  }

  private StoredRun leaving(StoredRun run) {
    Migration migration = run.migration();
    return new StoredRun(
        run.version(),
        run.savedAt(),
        migration.with(migration.status().withCutoverEndingBy(clock.instant())),
        run.tasks());
  }

  private static boolean isUndecided(StoredRun run) {
    MigrationStatus status = run.migration().status();
    return status.cutoverUndecided();
  }

  /**
   * Undoes a cutover whose state cannot be kept. Only where the worker decides: then the target has
   * the decision, and what is on disk, "undecided", stays true whatever comes of it.
   *
   * @param kept what is on disk
   * @param last what the workers were last told
   * @return where it stands now
   */
  private StoredRun opened(StoredRun kept, StoredRun last, MigrationSpec written)
      throws InterruptedException {
    boolean workersDecide =
        last.tasks().stream()
            .map(task -> task.spec().cutover())
            .allMatch(order -> order == null || order.workerDecides());
    StoredRun run = leaving(last);
    if (!isUndecided(kept) || !workersDecide) {
      return run;
    }
    Instant latest = clock.instant().plus(TO_OPEN);
    while (isUndecided(run) && clock.instant().isBefore(latest)) {
      Turn turn = turn(run, written, true);
      run = turn.run();
      if (isUndecided(run)) {
        act(turn.plan());
        host.awaitChange(LOOK_FOR_REQUESTS);
      }
    }
    return run;
  }

  private Turn turn(StoredRun run, MigrationSpec written, boolean mayStart) {
    Instant now = clock.instant();
    Map<String, Task> tasks = observed(run);
    Migration migration = withRequests(run.migration(), requests.get(), written);
    Plan plan = planner.next(migration, List.copyOf(tasks.values()), now, mayStart);
    plan.actions().forEach(action -> record(action, tasks));
    StoredRun next =
        new StoredRun(
            StoredRun.VERSION, now, migration.with(plan.status()), List.copyOf(tasks.values()));
    return new Turn(next, plan);
  }

  private Map<String, Task> observed(StoredRun run) {
    Map<String, TaskStatus> reports = host.statuses();
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (Task task : run.tasks()) {
      String name = task.spec().name();
      tasks.put(name, new Task(task.spec(), reports.getOrDefault(name, task.status())));
    }
    return tasks;
  }

  private static Migration withRequests(
      Migration migration, UserRequests asked, MigrationSpec written) {
    MigrationSpec spec = asked.applyTo(written);
    Map<String, Author> authors = new LinkedHashMap<>(migration.authors());
    authors.putAll(asked.authors());
    boolean changed = !spec.equals(migration.spec());
    if (!changed && authors.equals(migration.authors())) {
      return migration;
    }
    return new Migration(
        migration.name(),
        migration.uid(),
        migration.generation() + (changed ? 1 : 0),
        migration.deleting(),
        spec,
        migration.status(),
        authors);
  }

  private static void record(Action action, Map<String, Task> tasks) {
    if (action instanceof Action.CreateTask create) {
      tasks.put(create.spec().name(), new Task(create.spec(), TaskStatus.none()));
    } else if (action instanceof Action.UpdateTask update) {
      Task known = tasks.get(update.name());
      tasks.put(update.name(), new Task(update.spec(), known == null ? null : known.status()));
    } else if (action instanceof Action.DeleteTask delete) {
      tasks.remove(delete.name());
    }
  }

  private void act(Plan plan) {
    for (Action action : plan.actions()) {
      if (action instanceof Action.CreateTask create) {
        host.apply(create.spec());
      } else if (action instanceof Action.UpdateTask update) {
        host.apply(update.spec());
      } else if (action instanceof Action.DeleteTask delete) {
        host.delete(delete.name());
      }
    }
  }

  private void tell(StoredRun before, Turn turn) {
    MigrationStatus status = turn.run().migration().status();
    long events =
        turn.plan().actions().stream().filter(Action.RecordEvent.class::isInstance).count();
    List<Happening> timeline = status.history().timeline();
    timeline.stream().skip(Math.max(0, timeline.size() - events)).forEach(listener::happened);
    if (!status.equals(before.migration().status())) {
      listener.changed(before.migration().status(), status);
    }
  }

  /** While something was to be done, more may follow from it: a task to restore, for instance. */
  private static End end(Turn turn, Until until, boolean stopped) {
    MigrationStatus status = turn.run().migration().status();
    boolean idle = turn.run().tasks().isEmpty() && turn.plan().actions().isEmpty();
    if (status.phase().ended() && idle) {
      return End.ENDED;
    } else if (until != Until.COMPLETED && !status.phase().ended() && until.reachedBy(status)) {
      return End.REACHED;
    }
    return stopped ? End.STOPPED : null;
  }

  private Duration untilNextTurn(Plan plan) {
    if (plan.wakeAt() == null) {
      return LOOK_FOR_REQUESTS;
    }
    Duration left = Duration.between(clock.instant(), plan.wakeAt());
    if (left.compareTo(LOOK_FOR_REQUESTS) > 0) {
      return LOOK_FOR_REQUESTS;
    }
    return left.isNegative() || left.isZero() ? Duration.ofMillis(1) : left;
  }

  private static boolean isOld(StoredRun kept, StoredRun now) {
    return Duration.between(kept.savedAt(), now.savedAt()).compareTo(FIGURES_MAY_LAG) >= 0
        && !(kept.migration().equals(now.migration()) && kept.tasks().equals(now.tasks()));
  }

  /** One turn's result. */
  private record Turn(StoredRun run, Plan plan) {}
}
