package io.redismigration.worker;

import io.redismigration.migration.task.TaskStatus;

/** Where a worker puts what it has to say; the last report replaces the one before. */
@FunctionalInterface
public interface Reports {
  void publish(TaskStatus status);
}
