package io.redismigration.controller.pod;

import io.redismigration.migration.task.TaskSpec;

/** Something to do with a pod. Doing one twice does no harm. */
public sealed interface PodAction {

  /** Start one for the order, with the rights it needs. */
  record Create(TaskSpec order) implements PodAction {}

  /**
   * Ask it to go.
   *
   * @param force do not wait for its node: only where the epoch keeps it off the target
   */
  record Remove(String pod, boolean force) implements PodAction {}
}
