package io.redismigration.migration.plan;

import java.time.Duration;

/**
 * How patient a planner is.
 *
 * @param validationPatience failing connection checks are repeated for that long
 * @param validationPause between two repetitions
 * @param validationFreshness a start validates again unless the last validation is younger
 * @param workerSilence without a report for that long a worker counts as silent
 * @param cleanUpPatience for a worker to stop, before a Restore task takes over; and for that one
 * @param backOff after the first undone cutover; doubles with each
 * @param switchesClients whether there is a cluster whose objects can be repointed, and a resource
 *     in it by which users ask
 * @param cutoverTries undone cutovers of one run after which only a confirmation begins another
 */
public record PlannerSettings(
    Duration validationPatience,
    Duration validationPause,
    Duration validationFreshness,
    Duration workerSilence,
    Duration cleanUpPatience,
    Duration backOff,
    boolean switchesClients,
    int cutoverTries) {

  /** Long enough to begin a run, too short to forget that a cutover was asked for. */
  public static final Duration A_WORD_HOLDS = Duration.ofMinutes(10);

  /** Secrets, routes and pods may come a little later than the migration. */
  public static PlannerSettings inCluster() {
    return patient(Duration.ofMinutes(5), true);
  }

  /** Somebody looks at the terminal: a failing check is told at once. */
  public static PlannerSettings onOneMachine() {
    return patient(Duration.ZERO, false);
  }

  /** How users ask where this planner works. */
  Asking asking() {
    return switchesClients ? Asking.BY_RESOURCE : Asking.BY_COMMAND;
  }

  /**
   * For how long a confirmed cutover may wait for a process, or for what stands in its way; null:
   * as long as a resource says so, where everybody can see it and take it away.
   */
  Duration confirmationHolds() {
    return switchesClients ? null : A_WORD_HOLDS;
  }

  private static PlannerSettings patient(Duration validationPatience, boolean cluster) {
    return new PlannerSettings(
        validationPatience,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        cluster,
        3);
  }
}
