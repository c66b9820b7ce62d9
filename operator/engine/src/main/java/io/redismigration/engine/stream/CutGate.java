package io.redismigration.engine.stream;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.time.Duration;

/**
 * Where the applier meets those who want the stream to stand still at an exact offset. One cut at a
 * time; a cut ends by itself when its time is over, so that nobody stops the stream for good.
 */
final class CutGate {
  private static final long ANYWHERE = Long.MIN_VALUE;

  private enum State {
    OPEN,
    WANTED,
    HELD
  }

  private State state = State.OPEN;
  private volatile boolean wanted;
  private long limit;
  private long heldAt;
  private long heldFrom;
  private long deadline;
  private Cut current;
  private RuntimeException ended;

  /** Whether the applier has to stop before it goes beyond {@code position}. Cheap when open. */
  boolean stopsAt(long position) {
    return wanted && limitReached(position);
  }

  private synchronized boolean limitReached(long position) {
    return state != State.OPEN && (limit == ANYWHERE || position >= limit);
  }

  /**
   * The applier stands at {@code position}, everything confirmed, and waits to go on.
   *
   * @param sameFrom the first offset at which the data was the same as at {@code position}: nothing
   *     came since but the end of a transaction
   */
  synchronized void hold(long position, long sameFrom) throws InterruptedException {
    if (state == State.OPEN) {
      return;
    }
    state = State.HELD;
    heldAt = position;
    heldFrom = sameFrom;
    notifyAll();
    while (state == State.HELD && !waitUntilDeadline()) {
      // released, moved on, or lapsed
    }
    if (state == State.HELD) {
      open();
    }
  }

  /**
   * Asks for a cut and waits for it.
   *
   * @param patience how long to wait for the applier to come to a boundary
   * @param hold how long the cut may last from then on
   * @param wakeUp wakes the applier when it waits for bytes
   * @throws EngineException with {@link Reason#CutTimedOut}, or {@link Reason#StreamInterrupted}
   *     once the applier is gone
   */
  synchronized Cut pause(Duration patience, Duration hold, Runnable wakeUp)
      throws InterruptedException {
    deadline = System.nanoTime() + patience.toNanos();
    while (current != null) {
      throwEnded();
      if (waitUntilDeadline()) {
        throw timedOut("another cut did not end in %d ms".formatted(patience.toMillis()));
      }
    }
    throwEnded();
    current = new Cut(this);
    want(ANYWHERE);
    wakeUp.run();
    Cut mine = current;
    awaitHeld(
        mine, "the stream did not come to a boundary in %d ms".formatted(patience.toMillis()));
    deadline = System.nanoTime() + hold.toNanos();
    notifyAll();
    mine.wakeUp(wakeUp);
    return mine;
  }

  synchronized void advance(Cut cut, long offset, Runnable wakeUp) throws InterruptedException {
    requireHeld(cut);
    if (offset == heldAt) {
      return;
    }
    if (offset < heldAt) {
      throw passed(offset);
    }
    want(offset);
    wakeUp.run();
    awaitHeld(cut, "the stream did not reach offset " + offset + " in time");
    if (offset < heldFrom || offset > heldAt) {
      throw passed(offset);
    }
  }

  synchronized long heldAt(Cut cut) {
    requireHeld(cut);
    return heldAt;
  }

  /** Lets the applier go on; false when it already had. */
  synchronized boolean release(Cut cut) {
    boolean held = current == cut && state == State.HELD && !expired();
    if (current == cut) {
      open();
    }
    return held;
  }

  /** The applier is gone: whoever waits is told why. */
  synchronized void end(RuntimeException why) {
    ended = why;
    open();
  }

  private void want(long offset) {
    state = State.WANTED;
    limit = offset;
    wanted = true;
    notifyAll();
  }

  private void open() {
    state = State.OPEN;
    wanted = false;
    current = null;
    notifyAll();
  }

  private void awaitHeld(Cut cut, String otherwise) throws InterruptedException {
    try {
      while (state == State.WANTED && current == cut) {
        if (waitUntilDeadline()) {
          throw timedOut(otherwise);
        }
      }
    } catch (InterruptedException | EngineException e) {
      if (current == cut) {
        open();
      }
      throw e;
    }
    throwEnded();
    requireHeld(cut);
  }

  private void requireHeld(Cut cut) {
    throwEnded();
    if (current != cut || state != State.HELD || expired()) {
      throw timedOut("the cut had lasted its time and the stream goes on");
    }
  }

  private void throwEnded() {
    if (ended != null) {
      throw new EngineException(
          Reason.StreamInterrupted,
          "the stream was interrupted: " + ended.getMessage(),
          "try again when it is applied again",
          ended);
    }
  }

  private boolean expired() {
    return deadline - System.nanoTime() <= 0;
  }

  /** Waits for a change; true when the time is over. */
  private boolean waitUntilDeadline() throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return true;
    }
    wait(left / 1_000_000, (int) (left % 1_000_000));
    return deadline - System.nanoTime() <= 0;
  }

  private static EngineException timedOut(String what) {
    return new EngineException(Reason.CutTimedOut, what, "try again when there is less load");
  }

  private EngineException passed(long offset) {
    return new EngineException(
        Reason.CutTimedOut,
        "offset " + offset + " is no boundary ahead of " + heldAt,
        "read the source again and ask for its offset then");
  }
}
