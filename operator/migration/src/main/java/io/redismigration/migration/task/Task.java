package io.redismigration.migration.task;

/** A task as it is stored: the order and the last report. */
public record Task(TaskSpec spec, TaskStatus status) {
  public Task {
    status = status == null ? TaskStatus.none() : status;
  }
}
