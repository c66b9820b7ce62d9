package io.redismigration.cli;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Promise;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.Topology;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.migration.task.TrialOrder;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Workers without servers: whatever is ordered is done at once and reported at the next wait,
 * unless the test says otherwise. Between two waits a step of the test's script is taken.
 */
public final class ObedientHost implements TaskHost {
  public final List<TaskSpec> applied = new ArrayList<>();
  public final List<String> deleted = new ArrayList<>();
  private final Clock clock;
  private final TaskHost.Journal journal;
  private final Map<String, TaskSpec> orders = new LinkedHashMap<>();
  private final Map<String, TaskSpec> followed = new LinkedHashMap<>();
  private final Map<String, TaskStatus> reports = new LinkedHashMap<>();
  private final Deque<Runnable> script = new ArrayDeque<>();
  private List<CheckResult> checks = List.of(check("SourceReachable", CheckOutcome.PASSED));
  private Map<Integer, Long> held = Map.of();
  private Runnable beforeOrder = () -> {};
  private boolean patient;
  private boolean deciding;
  private boolean draining;
  private boolean looking;
  private boolean committing;
  private boolean closed;

  /** With that clock for its heartbeats, writing what it changes to {@code journal}. */
  public ObedientHost(Clock clock, TaskHost.Journal journal) {
    this.clock = clock;
    this.journal = journal;
  }

  /** What a preflight finds. */
  public ObedientHost finding(CheckResult... found) {
    checks = List.of(found);
    return this;
  }

  /** What a preflight finds on the target, by database. */
  public ObedientHost holding(Map<Integer, Long> keys) {
    held = keys;
    return this;
  }

  /** Called before each order is taken. */
  public ObedientHost beforeOrder(Runnable check) {
    beforeOrder = check;
    return this;
  }

  /** Adds a step; one is taken at each wait in which no order is left to do. */
  public ObedientHost then(Runnable step) {
    script.add(step);
    return this;
  }

  /** Waits in real time when the script is at its end, instead of failing the test. */
  public ObedientHost patient() {
    patient = true;
    return this;
  }

  /** Comes as far as the seal of a cutover, and no further. */
  public ObedientHost deciding() {
    deciding = true;
    return this;
  }

  /** Comes as far as the drain of a cutover, closing the source, and no further. */
  public ObedientHost draining() {
    draining = true;
    return this;
  }

  /** Looks at both sides and does not come to an end of it. */
  public ObedientHost looking() {
    looking = true;
    return this;
  }

  /** Has the target take over where it is told to undo: it had done so before. */
  public synchronized ObedientHost committing() {
    committing = true;
    return this;
  }

  public boolean closed() {
    return closed;
  }

  public static CheckResult check(String name, CheckOutcome outcome) {
    return outcome == CheckOutcome.PASSED
        ? new CheckResult(name, outcome, "", "")
        : new CheckResult(name, outcome, name + " was seen", "do something about " + name);
  }

  @Override
  public synchronized void apply(TaskSpec spec) {
    beforeOrder.run();
    applied.add(spec);
    orders.put(spec.name(), spec);
    reports.putIfAbsent(spec.name(), TaskStatus.none());
  }

  @Override
  public synchronized void delete(String name) {
    beforeOrder.run();
    deleted.add(name);
    orders.remove(name);
    reports.remove(name);
  }

  @Override
  public synchronized Map<String, TaskStatus> statuses() {
    return Map.copyOf(reports);
  }

  @Override
  public boolean awaitChange(Duration atMost) throws InterruptedException {
    if (workOff()) {
      return true;
    }
    Runnable step = script.poll();
    if (step != null) {
      step.run();
    } else if (patient) {
      TimeUnit.MILLISECONDS.sleep(Math.min(20, atMost.toMillis()));
    } else {
      throw new AssertionError("the driver waits and nothing more is going to happen");
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Does the orders that were not done yet. */
  private synchronized boolean workOff() {
    boolean any = false;
    for (TaskSpec order : orders.values()) {
      TaskStatus last = reports.get(order.name());
      if (state(order, last) != last.state() || !order.equals(followed.put(order.name(), order))) {
        reports.put(order.name(), report(state(order, last), order));
        any = true;
      }
    }
    return any;
  }

  private TaskState state(TaskSpec order, TaskStatus last) {
    if (order.type() == TaskType.PREFLIGHT) {
      return looking ? TaskState.CONNECTING : TaskState.SUCCEEDED;
    }
    return switch (order.desired()) {
      case PREPARE -> TaskState.PREPARED;
      case RUN -> order.cutover() == null ? next(last) : armedOrUndone(order);
      case FREEZE -> frozen();
      case DETACH -> TaskState.DETACHED;
      case STOP -> TaskState.STOPPED;
    };
  }

  private TaskState armedOrUndone(TaskSpec order) {
    if (order.cutover().decision() != CutoverStatus.Decision.ABORT) {
      return TaskState.ARMED;
    }
    return committing ? TaskState.COMMITTED : TaskState.ABORTED;
  }

  private TaskState frozen() {
    if (draining) {
      return TaskState.DRAINED;
    }
    return deciding ? TaskState.SEALED : TaskState.COMMITTED;
  }

  private static TaskState next(TaskStatus last) {
    return last.state() == TaskState.FULL_SYNC || last.state() == TaskState.STREAMING
        ? TaskState.STREAMING
        : TaskState.FULL_SYNC;
  }

  private TaskStatus report(TaskState state, TaskSpec order) {
    boolean replicates = order.type() == TaskType.REPLICATE;
    List<LedgerEntry> ledger = replicates ? ledger(state, order) : List.of();
    return new TaskStatus(
        state,
        order.epoch(),
        clock.instant(),
        "",
        null,
        replicates || looking ? List.of() : checks,
        resolved(),
        replicates ? null : WEAKENED,
        ledger,
        replicates ? progress(state) : null,
        replicates ? new KeyCounts(Map.of(0, 1_204_000L), Map.of(0, 1_204_000L)) : null,
        replicates && state.streams() ? EQUAL : null,
        order.cutover() == null ? trial(order) : cutover(state, order),
        replicates && state.streams(),
        false);
  }

  private CutoverProgress trial(TaskSpec order) {
    TrialOrder asked = order.replication().trial();
    return asked == null
        ? null
        : CutoverProgress.tried(
            new TrialResult(
                asked.number(), asked.kind(), clock.instant(), true, null, null, 40L, null));
  }

  private List<LedgerEntry> ledger(TaskState state, TaskSpec order) {
    boolean over = state == TaskState.DETACHED || state == TaskState.STOPPED;
    LedgerEntry.State standing = over ? LedgerEntry.State.RESTORED : LedgerEntry.State.APPLIED;
    List<LedgerEntry> entries = new ArrayList<>();
    entries.add(entry("repl-backlog-size", "1048576", "536870912", standing));
    if (state == TaskState.DRAINED || state == TaskState.SEALED) {
      entries.add(entry("min-slaves-to-write", "0", "999", LedgerEntry.State.APPLIED));
    } else if (state == TaskState.ABORTED) {
      entries.add(entry("min-slaves-to-write", "0", "999", LedgerEntry.State.RESTORED));
    }
    try {
      journal.record(order.name(), entries);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return entries;
  }

  private static LedgerEntry entry(
      String parameter, String original, String applied, LedgerEntry.State state) {
    return new LedgerEntry(
        Side.SOURCE,
        "0",
        "redis-old:6379",
        "run",
        parameter,
        original,
        applied,
        state,
        null,
        Fixtures.NOON);
  }

  private static ShardProgress progress(TaskState state) {
    boolean streams = state.streams() || state == TaskState.DETACHED;
    return new ShardProgress(
        "0",
        "abc",
        4811,
        4800,
        4790,
        4711,
        21,
        40,
        1,
        1,
        0,
        streams ? 2 << 20 : 1 << 20,
        2 << 20,
        streams ? 1_204_000 : 600_000,
        1_204_000,
        streams ? 70 : 0,
        0,
        false,
        null,
        clients(state));
  }

  private static SourceClients clients(TaskState state) {
    ClientsSeen writing =
        new ClientsSeen(
            Fixtures.NOON,
            List.of(new SourceClient("10.0.0.5", null, "billing", null, 3, true, "hset")),
            0,
            null);
    return switch (state) {
      case STREAMING, ARMED -> new SourceClients(writing, null);
      case COMMITTED -> new SourceClients(null, writing);
      case DETACHED ->
          new SourceClients(null, writing.looked(Fixtures.NOON, Fixtures.NOON.plusSeconds(3)));
      default -> SourceClients.none();
    };
  }

  private static CutoverProgress cutover(TaskState state, TaskSpec order) {
    boolean over = state == TaskState.DETACHED;
    return new CutoverProgress(
        order.cutover().token(),
        FenceKind.CLIENT_PAUSE,
        List.of(),
        4790L,
        4790L,
        over || state == TaskState.COMMITTED ? 47L : null,
        0,
        List.of(),
        over ? "redis-cli -h redis-old config set min-replicas-to-write 0" : null);
  }

  private static final List<Guarantee> WEAKENED =
      List.of(
          new Guarantee(
              Promise.NO_WRITE_LOST_OR_REPEATED,
              Guarantee.Strength.WEAKENED,
              "the target may evict keys"));

  private static final VerificationProgress EQUAL =
      new VerificationProgress(
          VerificationProgress.State.PASSED,
          1,
          4700L,
          1_204_000,
          0,
          0,
          0,
          0,
          0,
          3,
          false,
          Duration.ofSeconds(9));

  private Resolved resolved() {
    return new Resolved(
        Topology.STANDALONE,
        Topology.STANDALONE,
        ReplicationMode.COMMANDS,
        FenceKind.CLIENT_PAUSE,
        LockMode.DETECT_ONLY,
        "Redis 2.8.19",
        "Valkey 9.1.0",
        "master",
        "master",
        "s",
        "t",
        List.of("0"),
        1_204_000L,
        2L << 20,
        null,
        null,
        held);
  }
}
