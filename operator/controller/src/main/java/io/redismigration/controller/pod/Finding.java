package io.redismigration.controller.pod;

import io.redismigration.migration.task.Task;
import java.time.Instant;

/**
 * What the planner is told of a task, and what is wrong with its worker.
 *
 * @param task with the report as it counts: a worker that is gone is not working
 * @param newEpoch its worker begins anew: the epoch must rise before the planner is asked
 * @param trouble null: nothing is wrong
 * @param wakeAt look again then; null: only when something changes
 */
public record Finding(
    Task task, PodMemory memory, boolean newEpoch, Trouble trouble, Instant wakeAt) {

  /** What is wrong with a worker. */
  public record Trouble(PodFault fault, String message) {

    /** Reason, what was seen, what to do. */
    @Override
    public String toString() {
      return "%s: %s (%s)".formatted(fault.reason(), message, fault.remedy());
    }
  }
}
