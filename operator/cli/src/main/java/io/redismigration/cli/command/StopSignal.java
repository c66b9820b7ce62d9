package io.redismigration.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a signal of the operating system to a run: the run looks at {@link #raised}, puts
 * everything down, and says {@link #finished}.
 */
public final class StopSignal {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean begun;
  private volatile boolean raised;
  private volatile long hurryAt;

  /** From here on there is something to stop. */
  public void begun() {
    begun = true;
  }

  /** Whether the run should stop. */
  public boolean raised() {
    return raised;
  }

  /** Whether a run that was told to stop has used up most of the time it was given. */
  public boolean hurried() {
    return raised && System.nanoTime() - hurryAt >= 0;
  }

  /** Nothing is left to stop. */
  public void finished() {
    finished.countDown();
  }

  /**
   * Asks a run to stop and waits for it, but no longer than {@code atMost}.
   *
   * @return false if nothing ran
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean stop(Duration atMost) throws InterruptedException {
    if (!begun || finished.getCount() == 0) {
      return false;
    }
    hurryAt = System.nanoTime() + atMost.toNanos() / 6 * 5;
    raised = true;
    if (!finished.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("the run did not stop within {}; a later run continues all the same", atMost);
    }
    return true;
  }
}
