package io.redismigration.migration.model;

/**
 * Counters that name the parts of a run.
 *
 * @param attempt full runs from Preparing on, 1 for the first; 0 before it
 * @param epoch fences workers: each new worker of the attempt has a higher one
 * @param validation counts preflights
 * @param verification counts verification passes asked for
 * @param repair counts repairs asked for
 * @param differedIn number of the pass after which a comparison under the fence has found
 *     differences, of the present worker; 0: none has
 * @param claimed a worker was ordered to claim the target, and nobody has said that it gave it up
 */
public record RunFacts(
    int attempt,
    long epoch,
    int validation,
    int verification,
    int repair,
    int differedIn,
    boolean claimed) {

  /** Before anything began. */
  public static RunFacts none() {
    return new RunFacts(0, 0, 0, 0, 0, 0, false);
  }

  /** A new full run; its epoch is new too, so that no worker of the last one can write. */
  public RunFacts nextAttempt() {
    return new RunFacts(attempt + 1, epoch + 1, validation, verification, repair, 0, claimed);
  }

  /** New workers for the same run. */
  public RunFacts nextEpoch() {
    return new RunFacts(attempt, epoch + 1, validation, verification, repair, 0, claimed);
  }

  /** A new preflight. */
  public RunFacts nextValidation() {
    return new RunFacts(attempt, epoch, validation + 1, verification, repair, differedIn, claimed);
  }

  /** A new pass asked for. */
  public RunFacts nextVerification() {
    return new RunFacts(attempt, epoch, validation, verification + 1, repair, differedIn, claimed);
  }

  /** A new pass, since both sides have differed under the fence after that one. */
  public RunFacts differedIn(int pass) {
    return new RunFacts(attempt, epoch, validation, verification + 1, repair, pass, claimed);
  }

  /** A repair asked for. */
  public RunFacts nextRepair() {
    return new RunFacts(attempt, epoch, validation, verification, repair + 1, differedIn, claimed);
  }

  /** The target is, or is no longer, ours. */
  public RunFacts claimed(boolean now) {
    return new RunFacts(attempt, epoch, validation, verification, repair, differedIn, now);
  }
}
