package io.redismigration.worker;

import io.redismigration.engine.cutover.ExternalFence;
import java.time.Duration;

/** Lets time pass as it does. */
final class SystemPause implements ExternalFence.Pause {
  @Override
  public void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
