package io.redismigration.engine.verify;

import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which keys are not proven equal now: those the stream touched, those it says are dirty, those
 * that differed when last compared. One thread at a time takes them, deals with them, and puts back
 * what is left; who is more urgent makes the other stop at its next batch. For any thread.
 */
final class Evidence {
  private static final int BATCH = 500;

  private final TouchedKeys touched;
  private final DirtyKeys dirty;
  private final KeysByDatabase different;

  /**
   * Epochs of the databases when keys were last taken: keys known by then may lie elsewhere now.
   */
  private final long[] epochs;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean wanted;
  private volatile boolean complete;
  private volatile long reservedUntil = System.nanoTime();

  /** Keys of one database, some hundreds. */
  record Batch(int database, List<byte[]> keys) {}

  /**
   * What is to be looked at.
   *
   * @param keys all of it
   * @param dirty what of it is dirty
   * @param overflowed whether there was more than could be remembered
   * @param dirtyOverflowed the same of what is dirty
   */
  record Open(
      KeysByDatabase.Taken keys,
      KeysByDatabase dirty,
      boolean overflowed,
      boolean dirtyOverflowed) {

    List<Batch> batches() {
      return batches(keys);
    }

    /** Only what is dirty. */
    List<Batch> doubtful() {
      KeysByDatabase.Taken taken = dirty.take();
      dirty.putBack(taken);
      return batches(taken);
    }

    private static List<Batch> batches(KeysByDatabase.Taken keys) {
      Map<Integer, List<byte[]>> byDatabase = new TreeMap<>();
      keys.forEach(
          (key, database) ->
              byDatabase.computeIfAbsent(database, any -> new ArrayList<>()).add(key));
      List<Batch> batches = new ArrayList<>();
      byDatabase.forEach(
          (database, names) -> {
            for (int from = 0; from < names.size(); from += BATCH) {
              batches.add(
                  new Batch(database, names.subList(from, Math.min(names.size(), from + BATCH))));
            }
          });
      return batches;
    }
  }

  /**
   * @param databases how many there are
   * @param limitBytes memory for names of keys that differ, per database
   */
  Evidence(TouchedKeys touched, DirtyKeys dirty, int databases, int limitBytes) {
    this.touched = touched;
    this.dirty = dirty;
    this.different = new KeysByDatabase(limitBytes);
    this.epochs = new long[databases];
  }

  TouchedKeys touched() {
    return touched;
  }

  DirtyKeys dirty() {
    return dirty;
  }

  /** Keys to be compared again whatever the stream does. */
  KeysByDatabase different() {
    return different;
  }

  /** How many keys are open. */
  long size() {
    return touched.size() + dirty.size() + different.size();
  }

  /** Whether a full pass came through, so that what is open here is all that is open. */
  boolean isComplete() {
    return complete;
  }

  void complete(boolean whether) {
    complete = whether;
  }

  /** Waits for the turn. */
  void enter() throws InterruptedException {
    lock.lockInterruptibly();
  }

  /** Makes whoever has the turn stop soon, and waits for it; false when the time is over. */
  boolean enterFirst(Duration atMost) throws InterruptedException {
    wanted = true;
    try {
      return lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      wanted = false;
    }
  }

  void leave() {
    lock.unlock();
  }

  /** Whether somebody more urgent waits for the turn, or has asked for the next one. */
  boolean isWanted() {
    return wanted || System.nanoTime() - reservedUntil < 0;
  }

  /**
   * Whoever is not urgent stays away for that long: a comparison under the fence is about to come.
   */
  void reserve(Duration time) {
    reservedUntil = System.nanoTime() + time.toNanos();
  }

  /**
   * Takes all that is open; for who has the turn. Databases that were exchanged since keys were
   * last taken may have one another's keys: then they are open in each of them. What is equal stays
   * equal wherever it goes, because the stream exchanges both sides alike.
   */
  Open take() {
    Set<Integer> moved = moved();
    KeysByDatabase all = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase dirtyOnes = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase.Taken doubtful = dirty.take();
    KeysByDatabase.Taken named = touched.take();
    KeysByDatabase.Taken known = different.take();
    all.putBack(named);
    all.putBack(known);
    all.putBack(doubtful);
    dirtyOnes.putBack(doubtful);
    spread(known, moved, all);
    boolean overflowed =
        named.overflowed() || known.overflowed() || doubtful.overflowed() || all.overflowed();
    return new Open(all.take(), dirtyOnes, overflowed, doubtful.overflowed());
  }

  /**
   * Ends what {@link #take} began.
   *
   * @return false when databases were exchanged meanwhile, so that some of it may have been looked
   *     for in the wrong place: it is open again
   */
  boolean close(Open open) {
    Set<Integer> moved = moved();
    if (moved.isEmpty()) {
      return true;
    }
    putBack(open, moved);
    return false;
  }

  /** Puts everything back, as if it had not been taken. */
  void putBack(Open open) {
    putBack(open, moved());
  }

  private void putBack(Open open, Set<Integer> moved) {
    KeysByDatabase all = new KeysByDatabase(Integer.MAX_VALUE);
    all.putBack(open.keys());
    spread(open.keys(), moved, all);
    touched.putBack(all.take());
    KeysByDatabase.Taken doubtful = open.dirty().take();
    KeysByDatabase doubtfulNow = new KeysByDatabase(Integer.MAX_VALUE);
    doubtfulNow.putBack(doubtful);
    spread(doubtful, moved, doubtfulNow);
    dirty.putBack(doubtfulNow.take());
    if (open.overflowed()) {
      touched.overflow();
    }
  }

  /** Databases exchanged since this was last asked. */
  private Set<Integer> moved() {
    Set<Integer> moved = new TreeSet<>();
    for (int database = 0; database < epochs.length; database++) {
      long now = touched.databaseEpoch(database);
      if (now != epochs[database]) {
        epochs[database] = now;
        moved.add(database);
      }
    }
    return moved;
  }

  private static void spread(KeysByDatabase.Taken keys, Set<Integer> moved, KeysByDatabase to) {
    if (moved.size() < 2) {
      return;
    }
    keys.forEach(
        (key, database) -> {
          if (moved.contains(database)) {
            moved.forEach(other -> to.add(other, key));
          }
        });
  }
}
