package io.redismigration.worker;

/** Carries out one task, on a thread of its own, following the orders it was made with. */
public interface Worker {

  /**
   * Works until the task has ended or the orders are halted, reporting on the way. Failures are
   * reports, not exceptions.
   *
   * @throws InterruptedException when the process ends at once
   */
  void run() throws InterruptedException;
}
