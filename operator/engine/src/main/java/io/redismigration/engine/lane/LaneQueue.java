package io.redismigration.engine.lane;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches on their way from the applier to the lanes and back. Locks once per batch. The first
 * failure of a lane ends all waiting and is thrown to the applier.
 */
final class LaneQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition returned = lock.newCondition();
  private final ArrayDeque<Batch> pending = new ArrayDeque<>();
  private final ArrayDeque<Batch> free = new ArrayDeque<>();
  private int outstanding;
  private RuntimeException failure;

  void addFree(Batch batch) {
    free.add(batch);
  }

  /** An empty batch, waiting for one to come back if need be. */
  Batch takeFree() throws InterruptedException {
    lock.lock();
    try {
      while (free.isEmpty()) {
        throwFailure();
        returned.await();
      }
      throwFailure();
      return free.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives back a batch that was not needed. */
  void putBack(Batch batch) {
    lock.lock();
    try {
      batch.clear();
      free.add(batch);
    } finally {
      lock.unlock();
    }
  }

  void submit(Batch batch) {
    lock.lock();
    try {
      throwFailure();
      pending.add(batch);
      outstanding++;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next batch to write, waiting for one. */
  Batch take() throws InterruptedException {
    lock.lock();
    try {
      while (pending.isEmpty()) {
        work.await();
      }
      return pending.poll();
    } finally {
      lock.unlock();
    }
  }

  /** The next batch to write, or null if there is none now. */
  Batch poll() {
    lock.lock();
    try {
      return pending.poll();
    } finally {
      lock.unlock();
    }
  }

  /** All replies of {@code batch} are in. */
  void done(Batch batch) {
    lock.lock();
    try {
      batch.clear();
      free.add(batch);
      outstanding--;
      returned.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every submitted batch is done. */
  void awaitAllDone() throws InterruptedException {
    lock.lock();
    try {
      while (outstanding > 0) {
        throwFailure();
        returned.await();
      }
      throwFailure();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the work of all; the first failure counts. */
  void fail(RuntimeException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }
}
