package io.redismigration.migration.model;

/**
 * Counters that name the parts of a run.
 *
 * @param attempt full runs from Preparing on, 1 for the first; 0 before it
 * @param epoch fences workers: each new worker of the attempt has a higher one
 * @param validation counts preflights
 * @param verification counts verification passes asked for
 * @param repair counts repairs asked for
 * @param claimed a worker was ordered to claim the target, and nobody has said that it gave it up
 */
public record RunFacts(
    int attempt, long epoch, int validation, int verification, int repair, boolean claimed) {

  /** Before anything began. */
  public static RunFacts none() {
    return new RunFacts(0, 0, 0, 0, 0, false);
  }

  /** A new full run; its epoch is new too, so that no worker of the last one can write. */
  public RunFacts nextAttempt() {
    return new RunFacts(attempt + 1, epoch + 1, validation, verification, repair, claimed);
  }

  /** New workers for the same run. */
  public RunFacts nextEpoch() {
    return new RunFacts(attempt, epoch + 1, validation, verification, repair, claimed);
  }

  /** A new preflight. */
  public RunFacts nextValidation() {
    return new RunFacts(attempt, epoch, validation + 1, verification, repair, claimed);
  }

  /** A new pass asked for. */
  public RunFacts nextVerification() {
    return new RunFacts(attempt, epoch, validation, verification + 1, repair, claimed);
  }

  /** A repair asked for. */
  public RunFacts nextRepair() {
    return new RunFacts(attempt, epoch, validation, verification, repair + 1, claimed);
  }

  /** The target is, or is no longer, ours. */
  public RunFacts claimed(boolean now) {
    return new RunFacts(attempt, epoch, validation, verification, repair, now);
  }
}
