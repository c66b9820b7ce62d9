package io.redismigration.worker;

import io.redismigration.migration.task.TaskSpec;
import java.time.Duration;

/**
 * The latest order for one worker. The driver writes, the worker waits and reads; only the last
 * order counts.
 */
public final class Orders {
  private TaskSpec latest;
  private boolean halted;

  public Orders(TaskSpec first) {
    this.latest = first;
  }

  /** The order in force. */
  public synchronized TaskSpec current() {
    return latest;
  }

  /** Replaces the order; the same one again wakes nobody. */
  synchronized void give(TaskSpec order) {
    if (!order.equals(latest)) {
      latest = order;
      notifyAll();
    }
  }

  /** The process ends: the worker leaves everything resumable and stops. */
  synchronized void halt() {
    halted = true;
    notifyAll();
  }

  /** Whether the worker is to stop where it stands. */
  public synchronized boolean isHalted() {
    return halted;
  }

  /**
   * Waits for an order other than {@code seen}, or for the halt.
   *
   * @return the order in force, {@code seen} when the time is over
   */
  public synchronized TaskSpec awaitOther(TaskSpec seen, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!halted && latest.equals(seen)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return latest;
  }
}
