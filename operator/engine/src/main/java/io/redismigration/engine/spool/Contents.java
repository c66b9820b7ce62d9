package io.redismigration.engine.spool;

import io.redismigration.engine.EngineException;
import java.util.concurrent.locks.LockSupport;

/**
 * What writer and reader share about one filling of the spool, from its first byte at position 0.
 *
 * <p>Bytes below {@link #diskStart} are in the ring, those from it on are in {@link #overflow}. The
 * writer turns to disk when the ring is full and back only when everything was read, so there is
 * never more than one boundary. The writer sets {@code overflow}, then {@code diskStart}, then
 * {@code written}; the reader reads {@code written} first: a byte it sees is where it looks.
 */
final class Contents {
  static final long IN_MEMORY = Long.MAX_VALUE;

  volatile Overflow overflow;
  volatile long diskStart = IN_MEMORY;
  volatile long written;
  volatile long consumed;
  volatile boolean superseded;
  volatile boolean finished;
  volatile EngineException failure;

  private volatile Thread waiting;
  private volatile boolean wakeUp;

  long available() {
    return written - consumed;
  }

  boolean ended() {
    return superseded || finished || failure != null;
  }

  /** Called by the writer after each change the reader may wait for. */
  void signal() {
    Thread reader = waiting;
    if (reader != null) {
      LockSupport.unpark(reader);
    }
  }

  void wakeUp() {
    wakeUp = true;
    signal();
  }

  /** Waits until there is something to read, the end, a {@link #wakeUp} or the deadline. */
  void await(long nanos) {
    long deadline = System.nanoTime() + nanos;
    waiting = Thread.currentThread();
    try {
      while (isIdle() && !wakeUp) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiting = null;
      wakeUp = false;
    }
  }

  /** Waits until there is something to read, or the end; leaves a {@link #wakeUp} to others. */
  void awaitBytes() {
    waiting = Thread.currentThread();
    try {
      while (isIdle()) {
        LockSupport.park(this);
      }
    } finally {
      waiting = null;
    }
  }

  private boolean isIdle() {
    return available() == 0 && !ended() && !Thread.currentThread().isInterrupted();
  }
}
