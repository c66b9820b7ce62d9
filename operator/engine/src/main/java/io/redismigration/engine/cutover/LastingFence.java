package io.redismigration.engine.cutover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes a fence lasting on a thread of its own, beside drain and comparison: it takes round trips
 * and a durable record, for which no client should wait.
 */
final class LastingFence {
  private final FutureTask<Void> task;

  /**
   * @param fence in force
   */
  LastingFence(Fence fence) {
    this.task = new FutureTask<>(fence::makeLasting, null);
    Thread thread = new Thread(task, "lasting-fence");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns once it lasts; throws what hindered it. */
  void await() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Returns when nothing more is done to the source, however that went. */
  void settle() {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (ExecutionException e) {
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
