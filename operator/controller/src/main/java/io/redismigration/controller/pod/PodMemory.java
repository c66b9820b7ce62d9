package io.redismigration.controller.pod;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What is remembered of a task's pods, beside what the planner remembers.
 *
 * @param epoch the last one under which a pod may have worked, stored before that pod is created
 * @param losses workers lost since it last was calm
 * @param lostAt when the last was lost; null: none was
 * @param reason why the last was lost; null: none was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodMemory(long epoch, int losses, Instant lostAt, String reason) {

  /** Of a task that never had a pod; epochs begin at 0. */
  public static PodMemory none() {
    return new PodMemory(-1, 0, null, null);
  }

  /** A pod may work under that epoch from now on. */
  public PodMemory working(long under) {
    return new PodMemory(under, losses, lostAt, reason);
  }

  /** Another worker was lost. */
  public PodMemory lost(PodFault fault, RestartPolicy policy, Instant now) {
    boolean calm = lostAt == null || lostAt.plus(policy.calm()).isBefore(now);
    return new PodMemory(epoch, calm ? 1 : losses + 1, now, fault.reason());
  }
}
