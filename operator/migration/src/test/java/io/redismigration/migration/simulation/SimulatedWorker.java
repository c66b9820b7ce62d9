package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A worker process, one instruction at a time: it may be killed between any two, and goes on as a
 * zombie when its pod is gone and it is not. What it reports reaches the store when it is written,
 * not when it is said.
 */
abstract class SimulatedWorker {
  private static final CheckResult PASSED =
      new CheckResult("SourceReachable", CheckOutcome.PASSED, "", "");
  private static final long HEARTBEAT_MILLIS = 10_000;

  final World world;
  final String task;
  final int number;
  TaskSpec order;
  TaskState state = TaskState.PENDING;
  Failure failure;
  String message = "starting";
  SimulatedLedger ledger;
  boolean alive = true;

  /** Under which it works; 0: it has not claimed its task yet. */
  long epoch;

  /** Asked to end; it does so when it is between two orders. */
  boolean halted;

  /** When it is ended although it does not. */
  long endsAt = Long.MAX_VALUE;

  /** Stands still for a while: neither works nor renews. */
  long stalledUntil;

  private final Deque<Instruction> program = new ArrayDeque<>();
  private Consumer<Trouble> onTrouble = this::fail;
  private boolean unsaid = true;
  private long saidAt = Long.MIN_VALUE / 2;

  /** One step at one server. */
  interface Instruction {
    /** Does it; false: not yet, try again. */
    boolean done();
  }

  SimulatedWorker(World world, TaskSpec order, int number) {
    this.world = world;
    this.task = order.name();
    this.order = order;
    this.number = number;
  }

  /**
   * Takes the task under an epoch nobody has worked under: whoever had it before reports no more.
   */
  private void claim() {
    lookAtOrder();
    if (!world.store.exists(task) || world.store.away) {
      return;
    }
    TaskStatus before = world.store.report(task);
    if (before.heartbeat() != null && before.epoch() >= order.epoch()) {
      world.store.askForEpoch(task, number);
      return;
    }
    epoch = order.epoch();
    ledger =
        new SimulatedLedger(
            order.ledger(), before.ledger(), world.is(Flaw.BELIEVES_CLOCKS_OF_LEDGERS));
    world.store.claim(task, number, status());
    world.began(this);
    world.trace.say("%s: begins", this);
  }

  /** The next instruction, whatever comes of it. */
  final void step() {
    if (program.isEmpty()) {
      if (halted) {
        alive = false;
      } else if (epoch == 0) {
        claim();
      } else if (!state.ended()) {
        between();
      }
      return;
    }
    Instruction next = program.peekFirst();
    try {
      if (next.done() && program.peekFirst() == next) {
        program.removeFirst();
      }
    } catch (Trouble trouble) {
      world.trace.say("%s: %s", this, trouble.reason());
      program.clear();
      onTrouble.accept(trouble);
    }
  }

  /** Looks at the order and decides what to do. */
  abstract void between();

  /** Work that goes on beside the instructions while time passes. */
  void timePasses() {}

  /** What follows from now on; what was planned is forgotten. */
  final void begin(Consumer<Trouble> whenInTrouble, Instruction... steps) {
    program.clear();
    onTrouble = whenInTrouble;
    program.addAll(List.of(steps));
  }

  /** Goes on with these before what is planned. */
  final void first(Instruction... steps) {
    Instruction current = program.removeFirst();
    for (int i = steps.length - 1; i >= 0; i--) {
      program.addFirst(steps[i]);
    }
    program.addFirst(current);
  }

  final boolean isIdle() {
    return program.isEmpty();
  }

  final void fail(Trouble trouble) {
    failure = new Failure(trouble.reason(), trouble.reason(), "look", trouble.passes());
    say(TaskState.FAILED, trouble.reason());
  }

  final void say(TaskState next, String doing) {
    if (state != next) {
      world.trace.say("%s: %s, %s", this, next, doing);
    }
    state = next;
    message = doing;
    unsaid = true;
  }

  final void unsaid() {
    unsaid = true;
  }

  /** Writes the newest report, if there is something to tell. */
  final void flush() {
    if (epoch == 0 || (!unsaid && world.now - saidAt < HEARTBEAT_MILLIS)) {
      return;
    }
    try {
      world.store.write(task, number, status());
      unsaid = false;
      saidAt = world.now;
    } catch (Trouble trouble) {
      if (!trouble.passes()) {
        // Another worker has the task, or it is gone: this one leaves it.
        halted = true;
      }
    }
    if (state.ended() && (!unsaid || halted)) {
      alive = false;
    }
  }

  /** The ledger is durable, or the instruction fails. */
  final boolean journal() {
    world.store.write(task, number, status());
    unsaid = false;
    saidAt = world.now;
    return true;
  }

  /** Sees the order as it is now, if it can. */
  final void lookAtOrder() {
    TaskSpec now = world.store.order(task);
    if (now != null) {
      order = now;
    }
  }

  TaskStatus status() {
    return new TaskStatus(
        state,
        epoch,
        world.workerTime(),
        message,
        failure,
        List.of(PASSED),
        resolved(),
        List.of(),
        entries(),
        progress(),
        null,
        verification(),
        cutover(),
        state.streams(),
        false);
  }

  private List<LedgerEntry> entries() {
    return ledger.entries();
  }

  Resolved resolved() {
    return null;
  }

  ShardProgress progress() {
    return null;
  }

  VerificationProgress verification() {
    return null;
  }

  CutoverProgress cutover() {
    return null;
  }

  @Override
  public String toString() {
    return "%s/%d epoch %d".formatted(task, number, epoch);
  }
}
