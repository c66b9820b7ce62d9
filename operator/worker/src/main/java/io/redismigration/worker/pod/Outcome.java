package io.redismigration.worker.pod;

/** How the work of a container ended. */
enum Outcome {
  /** The task has ended, and its last report is written. */
  ENDED(0),
  /** The task was being deleted; what could be put back is. */
  RESTORED(0),
  /** There is no such task, or another container has it. */
  NOTHING_TO_DO(0),
  /** Told to stop; the next container resumes. The number is that of a process ended by SIGTERM. */
  STOPPED(143);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  /** What the process tells the kubelet: only with 0 it does not start the container again. */
  int exitCode() {
    return exitCode;
  }
}
