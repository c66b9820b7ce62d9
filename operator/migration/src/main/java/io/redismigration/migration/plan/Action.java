package io.redismigration.migration.plan;

import io.redismigration.migration.task.TaskSpec;

/** Something for the driver to do. Doing one twice does no harm. */
public sealed interface Action {

  /** Store a new task and start its worker. */
  record CreateTask(TaskSpec spec) implements Action {}

  /** Store a new order for a task; its worker sees it. */
  record UpdateTask(String name, TaskSpec spec) implements Action {}

  /** Remove a task that has ended, and its worker's remains. */
  record DeleteTask(String name) implements Action {}

  /**
   * Tell the user.
   *
   * @param reason CamelCase word
   */
  record RecordEvent(Severity severity, String reason, String message) implements Action {}

  /** How loud an event is. */
  enum Severity {
    NORMAL,
    WARNING
  }
}
