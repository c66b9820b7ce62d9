package io.redismigration.engine.verify;

import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private final int limitBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean wanted;
  private volatile boolean complete;

  /** Keys of one database, some hundreds. */
  record Batch(int database, List<byte[]> keys) {}

  /**
   * What is to be looked at.
   *
   * @param keys all of it
   * @param dirty what of it is dirty
   * @param overflowed whether there was more than could be remembered
   */
  record Open(KeysByDatabase.Taken keys, KeysByDatabase dirty, boolean overflowed) {

    List<Batch> batches() {
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

  Evidence(TouchedKeys touched, DirtyKeys dirty, int limitBytes) {
    this.touched = touched;
    this.dirty = dirty;
    this.different = new KeysByDatabase(limitBytes);
    this.limitBytes = limitBytes;
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

  /** Whether somebody more urgent waits for the turn. */
  boolean isWanted() {
    return wanted;
  }

  /** Takes all that is open; for who has the turn. */
  Open take() {
    KeysByDatabase all = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase dirtyOnes = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase.Taken doubtful = dirty.take();
    KeysByDatabase.Taken moved = touched.take();
    KeysByDatabase.Taken known = different.take();
    all.putBack(moved);
    all.putBack(known);
    all.putBack(doubtful);
    dirtyOnes.putBack(doubtful);
    boolean overflowed =
        moved.overflowed() || known.overflowed() || doubtful.overflowed() || all.overflowed();
    return new Open(all.take(), dirtyOnes, overflowed);
  }

  /** Puts everything back, as if it had not been taken. */
  void putBack(Open open) {
    touched.putBack(open.keys());
    dirty.putBack(open.dirty().take());
  }

  int limitBytes() {
    return limitBytes;
  }
}
