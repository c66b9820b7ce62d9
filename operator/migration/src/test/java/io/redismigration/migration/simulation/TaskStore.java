package io.redismigration.migration.simulation;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where orders and reports are kept: what is stored, and the older picture of it that the driver
 * has. An order is replaced only by somebody who saw the last one; a report is taken only from the
 * worker that has claimed the task.
 */
final class TaskStore {
  private final Map<String, Stored> stored = new TreeMap<>();
  private final Map<String, Stored> seen = new TreeMap<>();
  private boolean news = true;
  boolean away;

  /**
   * @param generation counts changes of the order
   * @param holder number of the worker that has claimed it; 0: none
   * @param needsEpoch a worker found the order's epoch used and asks for another
   */
  record Stored(
      TaskSpec order, long generation, TaskStatus report, int holder, boolean needsEpoch) {}

  /** What the driver knows, however old. */
  Collection<Stored> views() {
    return seen.values();
  }

  Stored view(String name) {
    return seen.get(name);
  }

  Collection<Stored> all() {
    return stored.values();
  }

  /** Whether the driver's picture has changed since it was last asked. */
  boolean takeNews() {
    boolean had = news;
    news = false;
    return had;
  }

  void wake() {
    news = true;
  }

  /** The driver sees everything as it is. */
  void deliverAll() {
    if (seen.size() != stored.size() || stored.values().stream().anyMatch(this::isNews)) {
      seen.clear();
      seen.putAll(stored);
      news = true;
    }
  }

  private boolean isNews(Stored now) {
    return seen.get(now.order().name()) != now;
  }

  void deliver(String name) {
    Stored now = stored.get(name);
    if (now == null ? seen.remove(name) != null : seen.put(name, now) != now) {
      news = true;
    }
  }

  /** Creates the task, or finds it. */
  void create(TaskSpec order) {
    reach();
    stored.putIfAbsent(order.name(), new Stored(order, 1, TaskStatus.none(), 0, false));
    deliver(order.name());
  }

  /** Replaces an order, unless somebody else has done so since that generation. */
  void update(TaskSpec order, long generation) {
    reach();
    Stored last = stored.get(order.name());
    if (last == null || last.generation() != generation) {
      return;
    }
    stored.put(
        order.name(),
        new Stored(order, generation + 1, last.report(), last.holder(), last.needsEpoch()));
    deliver(order.name());
  }

  void remove(String name) {
    reach();
    stored.remove(name);
    deliver(name);
  }

  /** For a worker: the order as it is now; null: the task is gone, or the API server is away. */
  TaskSpec order(String name) {
    Stored now = stored.get(name);
    return away || now == null ? null : now.order();
  }

  boolean exists(String name) {
    return stored.containsKey(name);
  }

  /** A worker takes the task; nobody who had it before can report any more. */
  void claim(String name, int worker, TaskStatus first) {
    reach();
    Stored now = stored.get(name);
    stored.put(name, new Stored(now.order(), now.generation(), first, worker, false));
  }

  /** A worker that finds the epoch used does nothing until it has another. */
  void askForEpoch(String name, int worker) {
    reach();
    Stored now = stored.get(name);
    stored.put(name, new Stored(now.order(), now.generation(), now.report(), worker, true));
  }

  TaskStatus report(String name) {
    Stored now = stored.get(name);
    return now == null ? TaskStatus.none() : now.report();
  }

  /** Takes a report. */
  void write(String name, int worker, TaskStatus report) {
    reach();
    Stored now = stored.get(name);
    if (now == null || now.holder() != worker) {
      throw new Trouble("TaskTaken");
    }
    stored.put(name, new Stored(now.order(), now.generation(), report, worker, false));
  }

  private void reach() {
    if (away) {
      throw Trouble.away("Api");
    }
  }

  /** Whether a task's order or report has an entry like that. */
  boolean anyOnRecord(Predicate<LedgerEntry> like) {
    for (Stored task : stored.values()) {
      for (LedgerEntry entry : task.report().ledger()) {
        if (like.test(entry)) {
          return true;
        }
      }
      for (LedgerEntry entry : task.order().ledger()) {
        if (like.test(entry)) {
          return true;
        }
      }
    }
    return false;
  }
}
