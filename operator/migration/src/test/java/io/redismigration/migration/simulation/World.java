package io.redismigration.migration.simulation;

import io.redismigration.migration.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Everything there is in one run, and how time passes in it. */
final class World {
  private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

  /** A lease is renewed more often than that. */
  private static final long RENEWAL_MILLIS = 3_000;

  /** A pod that was asked to go is ended then. */
  private static final long GRACE_MILLIS = 60_000;

  final Random random;
  final Scenario scenario;
  final Flaw flaw;
  final Trace trace;
  final TaskStore store = new TaskStore();
  final List<SimulatedSource> sources = new ArrayList<>();
  final List<SimulatedTarget> targets = new ArrayList<>();
  final List<SimulatedWorker> workers = new ArrayList<>();
  final SimulatedDriver driver;
  final SimulatedUser user;
  final Invariants invariants;
  long now;
  long driverSkew;
  long workerSkew;
  boolean faulty;
  private final Map<String, SimulatedWorker> pods = new HashMap<>();
  private int numbers;
  private long latestEpoch;

  World(long seed, Flaw flaw, boolean traced) {
    this.random = new Random(mixed(seed));
    this.flaw = flaw;
    this.trace = new Trace(traced);
    this.scenario = Scenario.of(random);
    for (int shard = 0; shard < scenario.shards(); shard++) {
      sources.add(new SimulatedSource(shard, scenario.configWritable()));
      targets.add(new SimulatedTarget(shard));
    }
    this.driver = new SimulatedDriver(this);
    this.user = new SimulatedUser(this);
    this.invariants = new Invariants(this);
    trace.say("%s", scenario);
  }

  /** Seeds that follow each other have nothing in common then. */
  private static long mixed(long seed) {
    long mixed = (seed ^ (seed >>> 33) ^ 0x9E3779B97F4A7C15L) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  boolean is(Flaw other) {
    return flaw == other;
  }

  boolean isDecided() {
    return invariants.isDecided();
  }

  Instant driverTime() {
    return BEGINNING.plusMillis(now + driverSkew);
  }

  Instant workerTime() {
    return BEGINNING.plusMillis(now + workerSkew);
  }

  void judge() {
    invariants.check();
  }

  void acknowledged(SimulatedSource source, int writes) {
    invariants.acknowledged(source, writes);
  }

  boolean driverDies() {
    return faulty && random.nextInt(24 / (1 + scenario.faults())) == 0;
  }

  boolean losesAnswer() {
    return faulty && random.nextInt(3) == 0;
  }

  /** Moves on in steps that renewals come between. */
  void pass(long millis) {
    long until = now + millis;
    while (now < until) {
      now = Math.min(until, now + RENEWAL_MILLIS);
      trace.at(now);
      for (SimulatedSource source : sources) {
        acknowledged(source, source.lapse(now));
      }
      for (SimulatedWorker worker : workers) {
        if (worker.alive && now >= worker.stalledUntil) {
          worker.timePasses();
        }
      }
      workers.stream().filter(worker -> worker.endsAt < now).toList().forEach(this::kill);
    }
    judge();
  }

  /** A client tries to write. */
  void write(SimulatedSource source) {
    if (user.mayClientsWrite() && source.write(now)) {
      acknowledged(source, 1);
    }
    judge();
  }

  /**
   * The target fences a zombie, the source cannot: from when another worker has begun it is taken
   * to be cut off from the source, as that of an unreachable node is.
   */
  void step(SimulatedWorker worker) {
    boolean followed = !hasPod(worker) && worker.epoch < latestEpoch;
    if (followed && worker instanceof SimulatedReplicate zombie) {
      boolean away = zombie.source.away;
      zombie.source.away = true;
      worker.step();
      zombie.source.away = away;
    } else {
      worker.step();
    }
    if (!worker.alive) {
      gone(worker);
    }
    judge();
  }

  void flush(SimulatedWorker worker) {
    worker.flush();
    if (!worker.alive) {
      gone(worker);
    }
  }

  private void gone(SimulatedWorker worker) {
    workers.remove(worker);
    if (pods.remove(worker.task, worker)) {
      store.wake();
    }
  }

  /** Whether a container of that task may still run, as far as pods show. */
  boolean mayWork(String task) {
    return pods.containsKey(task);
  }

  /** Asks the worker of a task to end. */
  void ask(String task) {
    SimulatedWorker worker = pods.get(task);
    if (!worker.halted) {
      worker.halted = true;
      worker.endsAt = now + GRACE_MILLIS;
    }
  }

  void start(TaskSpec order) {
    SimulatedWorker worker = create(order);
    workers.add(worker);
    pods.put(order.name(), worker);
  }

  /** A worker has claimed its task. */
  void began(SimulatedWorker worker) {
    latestEpoch = Math.max(latestEpoch, worker.epoch);
  }

  private SimulatedWorker create(TaskSpec order) {
    numbers++;
    return switch (order.type()) {
      case REPLICATE -> new SimulatedReplicate(this, order, numbers);
      case RESTORE -> new SimulatedRestore(this, order, numbers);
      case PREFLIGHT -> new SimulatedPreflight(this, order, numbers);
      default -> throw new IllegalArgumentException(order.type() + " is not simulated");
    };
  }

  /** A higher epoch was ordered: the same pod begins again. */
  void restartInSamePod(SimulatedWorker worker) {
    worker.alive = false;
    workers.remove(worker);
    if (pods.get(worker.task) == worker) {
      start(worker.order);
    }
  }

  private void kill(SimulatedWorker worker) {
    kill(worker, false);
  }

  /** Ends a worker where it stands; its pod may be gone although the process is not. */
  void kill(SimulatedWorker worker, boolean zombie) {
    trace.say("%s: %s", worker, zombie ? "is taken for dead" : "is killed");
    if (pods.remove(worker.task, worker)) {
      store.wake();
    }
    if (!zombie) {
      worker.alive = false;
      workers.remove(worker);
    }
  }

  boolean hasPod(SimulatedWorker worker) {
    return pods.get(worker.task) == worker;
  }
}
