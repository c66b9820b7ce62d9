package io.redismigration.controller.pod;

import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.util.Set;

/**
 * A task as the cluster shows it.
 *
 * @param report of the worker; {@link TaskStatus#none()} before the first
 * @param needsEpoch a container started anew and waits for a higher epoch
 * @param expectedEpoch the one its order should have by what is remembered; an order that has a
 *     lower one is about to be replaced
 * @param mounted Secrets that its pod has; empty if there is no pod
 * @param refusal the API server would not have its pod; null: it would, or was not asked
 */
public record TaskSeen(
    TaskSpec order,
    TaskStatus report,
    boolean needsEpoch,
    long expectedEpoch,
    PodVerdict pod,
    Set<String> mounted,
    Refusal refusal) {

  /** The same task with another report. */
  public TaskSeen with(TaskStatus other) {
    return new TaskSeen(order, other, needsEpoch, expectedEpoch, pod, mounted, refusal);
  }

  /**
   * The worker has nothing more to do, whatever becomes of its pod. One that failed is sent again
   * by an order with a higher epoch.
   */
  boolean ended() {
    return report.state().ended()
        && (report.state() != TaskState.FAILED || report.epoch() >= order.epoch());
  }

  boolean upToDate() {
    return order.epoch() == expectedEpoch;
  }
}
