package io.redismigration.engine.cutover;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens the source when the time before the decision is over, whatever the attempt waits for then:
 * a target that has gone silent may hold it for half a minute, and is no reason to refuse the
 * source's writers. Either that or the decision, never both.
 */
final class OpenInTime implements AutoCloseable {
  /** The attempt itself looks at the clock wherever it can, and says better why it ends. */
  private static final Duration ATTEMPT_FIRST = Duration.ofMillis(100);

  private enum State {
    OPEN,
    DECIDED,
    OVER
  }

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable opening;
  private final Thread thread;
  private State state = State.OPEN;

  /**
   * @param left until the source is opened
   * @param opening opens it; may be repeated by the attempt later
   */
  OpenInTime(Duration left, Runnable opening) {
    this.opening = opening;
    this.thread = new Thread(() -> run(left.plus(ATTEMPT_FIRST)), "fence-deadline");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Duration left) {
    try {
      if (!closed.await(left.toMillis(), TimeUnit.MILLISECONDS) && become(State.OVER)) {
        opening.run();
      }
    } catch (InterruptedException e) {
      // Nobody does that; then the attempt opens the source when it can.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean become(State next) {
    if (state != State.OPEN) {
      return false;
    }
    state = next;
    return true;
  }

  /** From here on nothing opens the source; false when that has begun: then nothing is decided. */
  boolean decide() {
    return become(State.DECIDED);
  }

  /** Opens nothing any more; returns when no opening is under way. */
  @Override
  public void close() {
    closed.countDown();
    ThreadEnd.await(thread);
  }
}
