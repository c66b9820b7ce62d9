package io.redismigration.engine.verify;

import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.stream.Cut;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which keys are not proven equal now: those the stream touched, those it says are dirty, those
 * that differed when last compared. One thread at a time takes them, deals with them, and puts back
 * what is left; who is more urgent makes the other stop at its next batch. For any thread.
 */
final class Evidence {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration HOLD = Duration.ofSeconds(1);

  private final TouchedKeys touched;
  private final DirtyKeys dirty;
  private final KeysByDatabase different;
  private final Unsettled unsettled = new Unsettled();
  private final int databases;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean wanted;
  private volatile boolean complete;
  private volatile long reservedUntil = System.nanoTime();

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

    Iterable<KeysByDatabase.Some> batches(int most) {
      return keys.some(most);
    }

    /** Only what is dirty. */
    Iterable<KeysByDatabase.Some> doubtful(int most) {
      KeysByDatabase.Taken taken = dirty.take();
      dirty.putBack(taken);
      return taken.some(most);
    }
  }

  /** What was open when the stream stood at an offset. */
  record OpenAt(long offset, Open open) {}

  /**
   * @param databases how many there are
   * @param limitBytes memory for names of keys that differ, per database
   */
  Evidence(TouchedKeys touched, DirtyKeys dirty, int databases, int limitBytes) {
    this.touched = touched;
    this.dirty = dirty;
    this.different = new KeysByDatabase(limitBytes);
    this.databases = databases;
  }

  TouchedKeys touched() {
    return touched;
  }

  DirtyKeys dirty() {
    return dirty;
  }

  /** Keys to be compared again whatever the stream does, by dataset. */
  KeysByDatabase different() {
    return different;
  }

  /** How many keys are open. */
  long size() {
    return touched.size() + dirty.size() + different.size();
  }

  /** Large values left for the fence. */
  Unsettled unsettled() {
    return unsettled;
  }

  /** What is said of a key that is copied under the fence in any case: nothing before. */
  Verdict said(Verdict verdict, int dataset, byte[] key) {
    return unsettled.contains(dataset, key) ? Verdict.LARGE : verdict;
  }

  /** Says that a key of a dataset differs. */
  void differs(int dataset, byte[] key) {
    different.add(dataset, key);
  }

  /** How many databases there are. */
  int databases() {
    return databases;
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
   * Takes all that is open; for who has the turn. What is dirty is remembered with the replies,
   * some time after it was read: where databases were exchanged it is open in each of them.
   */
  Open take() {
    KeysByDatabase all = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase dirtyOnes = new KeysByDatabase(Integer.MAX_VALUE);
    KeysByDatabase.Taken doubtful = dirty.take();
    KeysByDatabase.Taken named = touched.take();
    KeysByDatabase.Taken known = different.take();
    Set<Integer> moved = touched.moved();
    doubtful.forEach(
        (key, dataset) -> {
          int here = touched.dataset(dirty.home(dataset));
          Set<Integer> each = moved.contains(here) ? moved : Set.of(here);
          each.forEach(any -> dirtyOnes.add(any, key));
        });
    KeysByDatabase.Taken spread = dirtyOnes.take();
    all.putBack(named);
    all.putBack(known);
    all.putBack(spread);
    dirtyOnes.putBack(spread);
    boolean overflowed =
        named.overflowed() || known.overflowed() || doubtful.overflowed() || all.overflowed();
    return new Open(all.take(), dirtyOnes, overflowed, doubtful.overflowed());
  }

  /** Takes all that is open while the stream stands still: all of what touched it is applied. */
  OpenAt takeAtRest(StreamCuts cuts) throws InterruptedException {
    try (Cut cut = rest(cuts)) {
      return new OpenAt(cut.offset(), take());
    }
  }

  /** Has the stream stand still for a moment. */
  Cut rest(StreamCuts cuts) throws InterruptedException {
    return cuts.pause(PATIENCE, HOLD);
  }

  /** Puts everything back, as if it had not been taken. */
  void putBack(Open open) {
    touched.putBack(open.keys());
    KeysByDatabase.Taken doubtful = open.dirty().take();
    doubtful.forEach((key, dataset) -> stillDirty(dataset, key));
    if (open.dirtyOverflowed()) {
      dirty.overflow();
    }
    if (open.overflowed()) {
      touched.overflow();
    }
  }

  /** Says that a key of a dataset is dirty still. */
  void stillDirty(int dataset, byte[] key) {
    dirty.add(touched.home(dataset), key);
  }
}
