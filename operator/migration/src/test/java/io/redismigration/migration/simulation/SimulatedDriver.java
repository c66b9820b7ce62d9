package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.plan.Action;
import io.redismigration.migration.plan.Plan;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.plan.PlannerSettings;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls the planner, stores its status and then acts, after the controller's {@code Decider},
 * {@code RollCall} and {@code PodOrders}. Everything it remembers is in what it stores; it may die
 * between any two actions, and what it sees of the tasks may be old.
 */
final class SimulatedDriver {
  private static final Planner PLANNER = new Planner(PlannerSettings.onOneMachine());

  /** Fewer than in a cluster, so that it happens. */
  private static final int LOSSES = 4;

  private final World world;
  private MigrationStatus status = MigrationStatus.initial();
  private Map<String, PodMemory> pods = new TreeMap<>();
  private final List<Runnable> late = new ArrayList<>();
  private Instant wakeAt = Instant.MIN;
  private boolean acted;

  /** What is stored of a task's pods: the epoch of the last one, and losses in a row. */
  private record PodMemory(long epoch, int losses) {
    static PodMemory none() {
      return new PodMemory(-1, 0);
    }
  }

  SimulatedDriver(World world) {
    this.world = world;
  }

  MigrationStatus status() {
    return status;
  }

  Instant wakeAt() {
    return wakeAt;
  }

  boolean isDue() {
    return acted || world.store.takeNews() || wakeAt != null && !wakeAt.isAfter(world.driverTime());
  }

  /** An order of a driver that is no more arrives at last. */
  void deliverLate() {
    if (!late.isEmpty()) {
      late.remove(0).run();
    }
  }

  /** One turn. */
  void turn() {
    acted = false;
    world.store.takeNews();
    Map<String, PodMemory> next = new TreeMap<>(pods);
    List<Task> told = new ArrayList<>();
    boolean newEpoch = false;
    for (String name : List.copyOf(names())) {
      newEpoch |= callTheRoll(name, next, told);
    }
    MigrationStatus before = newEpoch ? status.withNextEpoch() : status;
    Plan plan = PLANNER.plan(world.user.migration(before), told, world.driverTime());
    store(plan, next);
    if (world.driverDies()) {
      restarted();
      return;
    }
    act(plan, next);
  }

  private List<String> names() {
    return world.store.views().stream().map(view -> view.order().name()).toList();
  }

  private void store(Plan plan, Map<String, PodMemory> next) {
    if (world.trace.isOn()) {
      tell(plan.status());
    }
    status = plan.status();
    wakeAt = plan.wakeAt();
    pods = next;
    world.judge();
  }

  private void tell(MigrationStatus next) {
    boolean same =
        next.phase() == status.phase()
            && next.cutover().stage() == status.cutover().stage()
            && next.cutover().decision() == status.cutover().decision()
            && next.run().equals(status.run());
    if (!same) {
      world.trace.say(
          "status: %s, %s, %s, epoch %d: %s",
          next.phase(),
          next.cutover().stage(),
          next.cutover().decision(),
          next.run().epoch(),
          next.message());
    }
  }

  /** Another process begins: it has read everything anew. */
  private void restarted() {
    world.trace.say("driver: dies and starts again");
    world.store.deliverAll();
    world.store.wake();
  }

  /** What the planner is told of one task; whether its worker is lost. */
  private boolean callTheRoll(String name, Map<String, PodMemory> next, List<Task> told) {
    if (isLost(world.store.view(name), next)) {
      // Worth a second look at the store itself before it is believed.
      world.store.deliver(name);
    }
    TaskStore.Stored view = world.store.view(name);
    if (view == null) {
      return false;
    }
    PodMemory memory = next.getOrDefault(name, PodMemory.none());
    TaskStatus report = view.report();
    if (isOver(view)) {
      told.add(new Task(view.order(), report));
      return false;
    }
    if (isExhausted(memory, view.order())) {
      told.add(new Task(view.order(), givenUp(view)));
      return false;
    }
    if (isLost(view, next)) {
      memory = new PodMemory(memory.epoch(), memory.losses() + 1);
      next.put(name, memory);
      boolean exhausted = isExhausted(memory, view.order());
      world.trace.say("driver: %s has lost its worker", name);
      told.add(new Task(view.order(), exhausted ? givenUp(view) : withoutWorker(report)));
      return !exhausted;
    }
    boolean former = report.epoch() < view.order().epoch() || view.needsEpoch();
    told.add(new Task(view.order(), former ? withoutWorker(report) : report));
    return false;
  }

  /** Holds for the epoch: one that the planner orders gets its worker all the same. */
  private boolean isExhausted(PodMemory memory, TaskSpec order) {
    return memory.losses() > LOSSES
        && memory.epoch() >= order.epoch()
        && !world.mayWork(order.name());
  }

  private static boolean isOver(TaskStore.Stored view) {
    TaskStatus report = view.report();
    return report.state().ended()
        && (report.state() != TaskState.FAILED || report.epoch() >= view.order().epoch());
  }

  private boolean isLost(TaskStore.Stored view, Map<String, PodMemory> memory) {
    if (view == null || isOver(view)) {
      return false;
    }
    boolean restore = view.order().type() == TaskType.RESTORE;
    long expected = status.run().epoch() + (restore ? 1 : 0);
    if (view.order().epoch() != expected) {
      return false;
    }
    long last = memory.getOrDefault(view.order().name(), PodMemory.none()).epoch();
    boolean started = view.needsEpoch() && view.report().epoch() >= view.order().epoch();
    return started || !world.mayWork(view.order().name()) && last >= view.order().epoch();
  }

  private TaskStatus withoutWorker(TaskStatus last) {
    return report(last, TaskState.PENDING, last.epoch(), null, null, null);
  }

  /** Nobody will answer: what an earlier worker had said is no answer of this one. */
  private TaskStatus givenUp(TaskStore.Stored view) {
    TaskStatus last = view.report();
    Instant heard = last.heartbeat() == null ? world.driverTime() : last.heartbeat();
    return report(
        last,
        TaskState.FAILED,
        view.order().epoch(),
        heard,
        new Failure("CrashLoop", "lost too many workers", "look into the pod's log", true),
        world.is(Flaw.ANSWERS_FOR_THE_DEAD) ? last.cutover() : null);
  }

  private static TaskStatus report(
      TaskStatus last,
      TaskState state,
      long epoch,
      Instant heartbeat,
      Failure failure,
      CutoverProgress cutover) {
    return new TaskStatus(
        state,
        epoch,
        heartbeat,
        "",
        failure,
        last.checks(),
        last.resolved(),
        last.guarantees(),
        last.ledger(),
        last.progress(),
        last.keys(),
        last.verification(),
        cutover,
        last.fullSyncEnded(),
        false);
  }

  private void act(Plan plan, Map<String, PodMemory> memory) {
    acted = !plan.actions().isEmpty();
    Map<String, TaskSpec> wanted = new TreeMap<>();
    world.store.views().forEach(view -> wanted.put(view.order().name(), view.order()));
    for (Action action : plan.actions()) {
      if (action instanceof Action.RecordEvent) {
        continue;
      }
      if (world.driverDies()) {
        long generation = generation(action);
        late.add(() -> tryTo(action, generation));
        restarted();
        return;
      }
      if (!tryTo(action, generation(action))) {
        return;
      }
      if (action instanceof Action.CreateTask create) {
        wanted.put(create.spec().name(), create.spec());
      } else if (action instanceof Action.UpdateTask update) {
        wanted.put(update.name(), update.spec());
      } else if (action instanceof Action.DeleteTask delete) {
        wanted.remove(delete.name());
      }
    }
    wanted.values().forEach(order -> startPod(order, memory));
  }

  /** What cannot be done now is decided again in the next turn. */
  private boolean tryTo(Action action, long generation) {
    try {
      perform(action, generation);
      return true;
    } catch (Trouble away) {
      return false;
    }
  }

  /** An order replaces the one that was seen, and no other. */
  private long generation(Action action) {
    TaskStore.Stored view =
        action instanceof Action.UpdateTask update ? world.store.view(update.name()) : null;
    return view == null ? 0 : view.generation();
  }

  private void perform(Action action, long generation) {
    if (action instanceof Action.CreateTask create) {
      world.trace.say("driver: creates %s", create.spec().name());
      world.store.create(create.spec());
    } else if (action instanceof Action.UpdateTask update) {
      TaskSpec order = update.spec();
      world.trace.say(
          "driver: orders %s, epoch %d: %s%s",
          order.name(),
          order.epoch(),
          order.desired(),
          order.cutover() == null ? "" : " " + order.cutover().decision());
      world.store.update(order, generation);
    } else if (action instanceof Action.DeleteTask delete) {
      if (world.mayWork(delete.name())) {
        world.ask(delete.name());
      } else {
        world.trace.say("driver: removes %s", delete.name());
        world.store.remove(delete.name());
      }
    }
  }

  private void startPod(TaskSpec order, Map<String, PodMemory> memory) {
    PodMemory last = memory.getOrDefault(order.name(), PodMemory.none());
    TaskStore.Stored view = world.store.view(order.name());
    if (world.mayWork(order.name())) {
      memory.put(order.name(), new PodMemory(order.epoch(), last.losses()));
    } else if (view != null && !isOver(view) && last.epoch() < order.epoch()) {
      memory.put(order.name(), new PodMemory(order.epoch(), last.losses()));
      world.start(order);
    }
  }
}
