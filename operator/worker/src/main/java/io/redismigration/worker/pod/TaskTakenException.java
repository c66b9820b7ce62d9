package io.redismigration.worker.pod;

import java.io.IOException;

/** Another container reports for the task now. */
final class TaskTakenException extends IOException {
  TaskTakenException(String by) {
    super("another container reports for this task now: " + by);
  }
}
