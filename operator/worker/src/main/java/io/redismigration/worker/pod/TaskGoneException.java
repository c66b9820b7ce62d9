package io.redismigration.worker.pod;

import java.io.IOException;

/** The task is not there any more, or another one has its name. */
final class TaskGoneException extends IOException {
  TaskGoneException(String task) {
    super("the task " + task + " is gone");
  }
}
