package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run: the way to the stream without trouble, then anything in any order, then no trouble any
 * more until nothing is left to do.
 */
final class Schedule {
  private static final int MOST_QUIET_ROUNDS = 3_000;
  private static final long LONGEST_QUIET_MILLIS = Duration.ofHours(8).toMillis();
  private static final long ZOMBIE_MILLIS = 20_000;

  private final World world;
  private final Random random;
  private final Map<SimulatedWorker, Long> zombies = new LinkedHashMap<>();

  Schedule(World world) {
    this.world = world;
    this.random = world.random;
  }

  /** How it ended. */
  Phase run() {
    untilFullSync();
    int steps = 100 + random.nextInt(150 * (1 + world.scenario.shards()));
    world.faulty = world.scenario.faults() > 0;
    for (int step = 0; step < steps && !isOver(); step++) {
      disturb();
      world.user.look();
    }
    calm();
    return world.driver.status().phase();
  }

  private boolean isOver() {
    return world.driver.status().phase().ended() && random.nextInt(8) > 0;
  }

  private void untilFullSync() {
    for (int round = 0; world.driver.status().phase() != Phase.FULL_SYNC; round++) {
      if (round > 200) {
        throw new Invariants.Broken("does not come to the full sync");
      }
      quietRound();
    }
  }

  private void disturb() {
    int what = random.nextInt(100);
    if (world.faulty && isCuttingOver() && random.nextInt(24 - 4 * world.scenario.faults()) == 0) {
      fault();
    } else if (what < 48) {
      work();
    } else if (what < 62) {
      if (world.driver.isDue()) {
        CutoverStatus.Stage before = world.driver.status().cutover().stage();
        world.driver.turn();
        if (world.driver.status().cutover().stage() != before) {
          ambush();
        }
      }
    } else if (what < 70) {
      deliver();
    } else if (what < 80) {
      world.write(any(world.sources));
    } else if (what < 88) {
      world.pass(random.nextInt(40) == 0 ? random.nextInt(40_000) : 1 + random.nextInt(800));
    } else if (what < 94) {
      world.user.actAtRandom();
    } else if (what < 96) {
      heal();
    } else if (world.faulty) {
      fault();
    }
    endZombies();
  }

  /** Something was just reached: trouble now is trouble at the worst moment. */
  private boolean ambush() {
    boolean now = world.faulty && isCuttingOver() && random.nextInt(3) == 0;
    if (now) {
      fault();
    }
    return now;
  }

  private boolean isCuttingOver() {
    return world.driver.status().phase() == Phase.CUTTING_OVER;
  }

  private void work() {
    SimulatedWorker worker = world.workers.isEmpty() ? null : any(world.workers);
    if (worker == null || world.now < worker.stalledUntil) {
      return;
    }
    for (int i = random.nextInt(isCuttingOver() ? 4 : 10); i >= 0 && worker.alive; i--) {
      TaskState before = worker.state;
      world.step(worker);
      if (worker.state != before && ambush()) {
        return;
      }
    }
    if (worker.alive && random.nextInt(3) > 0) {
      world.flush(worker);
    }
  }

  private void deliver() {
    List<TaskStore.Stored> tasks = new ArrayList<>(world.store.all());
    if (tasks.isEmpty() || random.nextInt(3) > 0) {
      world.store.deliverAll();
    } else {
      world.store.deliver(any(tasks).order().name());
    }
  }

  private void fault() {
    SimulatedWorker worker = world.workers.isEmpty() ? null : any(world.workers);
    switch (random.nextInt(12)) {
      case 0, 1, 10, 11 -> {
        if (worker != null) {
          kill(worker, random.nextInt(2) == 0);
        }
      }
      case 2 -> {
        if (worker != null && !(world.scenario.pauseAlone() && isDeciding(worker))) {
          worker.stalledUntil = world.now + random.nextInt(30_000);
          world.trace.say("%s: stands still", worker);
        }
      }
      case 3 -> {
        SimulatedSource source = any(world.sources);
        source.away = !source.away && random.nextInt(3) > 0;
        world.trace.say("source %d away: %s", source.shard, source.away);
      }
      case 4 -> {
        SimulatedTarget target = any(world.targets);
        target.away = !target.away && random.nextInt(3) > 0;
        world.trace.say("target %d away: %s", target.shard, target.away);
      }
      case 5 -> world.store.away = !world.store.away && random.nextInt(3) > 0;
      case 6 -> failOver(any(world.sources));
      case 7 -> restart(any(world.targets));
      case 8 -> jump();
      default -> world.driver.deliverLate();
    }
    world.judge();
  }

  private void kill(SimulatedWorker worker, boolean zombie) {
    boolean works = zombie && worker.epoch > 0 && world.hasPod(worker);
    world.kill(worker, works);
    if (works) {
      worker.stalledUntil = world.now + random.nextInt(15_000);
      zombies.put(worker, world.now + ZOMBIE_MILLIS);
    }
  }

  private void endZombies() {
    zombies.entrySet().removeIf(zombie -> zombie.getValue() < world.now && end(zombie.getKey()));
  }

  private boolean end(SimulatedWorker zombie) {
    if (zombie.alive) {
      world.kill(zombie, false);
    }
    return true;
  }

  /** Not between the last look and the commit, and not after: no fence could follow it there. */
  private void failOver(SimulatedSource source) {
    boolean deciding =
        world.workers.stream()
            .anyMatch(
                worker ->
                    isDeciding(worker)
                        && worker instanceof SimulatedReplicate shard
                        && shard.source == source);
    if (!deciding && !world.isDecided()) {
      source.failOver(random.nextInt(10) == 0 ? random.nextInt(4) : 0);
      world.trace.say("source %d: failed over at %d", source.shard, source.offset());
    }
  }

  private static boolean isDeciding(SimulatedWorker worker) {
    return worker instanceof SimulatedReplicate shard && shard.isPastTheLastLook();
  }

  private void restart(SimulatedTarget target) {
    boolean mayLose = !target.isCommitted() && target.onRecord() != null;
    target.restart(mayLose && random.nextInt(2) == 0 ? 1 + random.nextInt(4) : 0);
    world.trace.say("target %d: restarted, holds %s", target.shard, target.onRecord());
  }

  private void jump() {
    long by = random.nextInt(7_200_000) - 3_600_000;
    if (random.nextBoolean()) {
      world.driverSkew = by;
    } else {
      world.workerSkew = by;
    }
    world.trace.say("a clock jumps to %d ms", by);
  }

  private void calm() {
    world.trace.say("no more trouble from here");
    world.faulty = false;
    heal();
    zombies.keySet().forEach(this::end);
    world.workers.forEach(worker -> worker.stalledUntil = 0);
    world.driverSkew = 0;
    world.workerSkew = 0;
    world.user.resume();
    boolean confirms = random.nextBoolean();
    long latest = world.now + LONGEST_QUIET_MILLIS;
    for (int round = 0; round < MOST_QUIET_ROUNDS && world.now < latest; round++) {
      boolean moved = quietRound();
      if (confirms && world.driver.status().phase() == Phase.STREAMING) {
        world.user.confirm();
      }
      if (!moved && world.invariants.isAtRest()) {
        world.pass(15_000);
        world.invariants.checkAtRest();
        return;
      }
    }
    throw new Invariants.Broken(
        "no end: %s %s: %s"
            .formatted(
                world.driver.status().phase(),
                world.driver.status().cutover().stage(),
                world.driver.status().message()));
  }

  /** Everybody is reached again. */
  private void heal() {
    world.store.away = false;
    world.sources.forEach(source -> source.away = false);
    world.targets.forEach(target -> target.away = false);
  }

  /** Everybody does what is to be done; time passes to where the next thing happens. */
  private boolean quietRound() {
    boolean moved = false;
    for (SimulatedWorker worker : List.copyOf(world.workers)) {
      for (int i = 0; i < 12 && worker.alive; i++) {
        world.step(worker);
        if (worker.isIdle()) {
          break;
        }
      }
      if (worker.alive) {
        world.flush(worker);
        moved |= !worker.isIdle();
      }
    }
    world.user.look();
    world.store.deliverAll();
    if (world.driver.isDue()) {
      world.driver.turn();
      moved = true;
    }
    if (world.driver.status().phase().ended() || random.nextInt(4) == 0) {
      world.write(any(world.sources));
    }
    world.pass(moved ? 200 : untilNext());
    return moved;
  }

  private long untilNext() {
    Instant wakeAt = world.driver.wakeAt();
    long left = wakeAt == null ? 60_000 : Duration.between(world.driverTime(), wakeAt).toMillis();
    return Math.max(1, Math.min(left, 60_000));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
