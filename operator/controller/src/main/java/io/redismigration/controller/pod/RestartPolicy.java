package io.redismigration.controller.pod;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next pod of a task may come.
 *
 * @param firstPause after the second loss in a row, doubled with each; the first is made good at
 *     once
 * @param longestPause bound of the pause, and of the time between two tries to create a pod
 * @param budget losses in a row after which the task has failed
 * @param calm a worker that lasted that long begins a new row
 * @param patience how long a task that has not begun anything waits for its pod
 */
public record RestartPolicy(
    Duration firstPause, Duration longestPause, int budget, Duration calm, Duration patience) {

  /** For production. */
  public static RestartPolicy standard() {
    return new RestartPolicy(
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        10,
        Duration.ofMinutes(10),
        Duration.ofMinutes(5));
  }

  /** When the next pod may be created. */
  public Instant next(PodMemory memory) {
    if (memory.losses() <= 1 || memory.lostAt() == null) {
      return Instant.MIN;
    }
    long doubled = firstPause.toMillis() << Math.min(memory.losses() - 2, 20);
    return memory.lostAt().plusMillis(Math.min(doubled, longestPause.toMillis()));
  }

  /** When a refused pod is tried again: soon at first, then ever more slowly. */
  public Instant next(Refusal refusal) {
    Duration waited = Duration.between(refusal.since(), refusal.last());
    Duration pause = waited.compareTo(firstPause) < 0 ? firstPause : waited;
    return refusal.last().plus(pause.compareTo(longestPause) > 0 ? longestPause : pause);
  }

  /**
   * Too many in a row. A higher epoch than the last worker's is the planner's word that another is
   * to be sent all the same: what became of a commit must be known, however long it takes.
   *
   * @param ordered epoch of the task's order
   */
  public boolean exhausted(PodMemory memory, long ordered) {
    return memory.losses() > budget && memory.epoch() >= ordered;
  }
}
