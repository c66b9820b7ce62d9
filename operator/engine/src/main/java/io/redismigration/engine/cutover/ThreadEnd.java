package io.redismigration.engine.cutover;

/** The end of a thread that works for an attempt, which is worth more than an interrupt. */
final class ThreadEnd {
  private ThreadEnd() {}

  /** Returns once it has ended; an interrupt is kept for later. */
  static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
