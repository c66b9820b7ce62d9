package io.redismigration.migration.simulation;

import io.redismigration.migration.model.FenceKind;

/**
 * Deliberate mistakes of a worker or a driver: each breaks one rule of the protocol, and has to be
 * caught. What is not caught is not tested.
 */
enum Flaw {
  NONE,
  /** The source is opened when the answer to the commit was lost. */
  OPENS_WHEN_THE_COMMIT_IS_UNKNOWN,
  /** A new worker lifts the fence before it has looked whether the target is committed. */
  LIFTS_BEFORE_IT_LOOKS,
  /** A worker that is told to abort does so although it has committed. */
  ABORTS_AFTER_THE_COMMIT,
  /** A pause alone closes the source: nothing that outlives the worker stands behind it. */
  FORGETS_THE_LASTING_FENCE,
  /** The source is closed before it is on record how to open it. */
  CLOSES_BEFORE_IT_RECORDS,
  /** The offset read before the fence was in force is taken for the last one. */
  READS_THE_OFFSET_BEFORE_THE_FENCE,
  /** A sealed worker among several gives up by itself when the time is over. */
  UNSEALS_BY_ITSELF,
  /** Of two copies of a ledger the one is taken that a clock calls newer. */
  BELIEVES_CLOCKS_OF_LEDGERS,
  /** A worker that was given up after many losses is told as one that had answered. */
  ANSWERS_FOR_THE_DEAD;

  /** Whether a run of that kind can show it at all. */
  boolean mayShowIn(Scenario scenario) {
    if (scenario.faults() == 0 || scenario.fence() == FenceKind.EXTERNAL) {
      return false;
    }
    return switch (this) {
      case UNSEALS_BY_ITSELF -> scenario.plannerDecides();
      case FORGETS_THE_LASTING_FENCE -> scenario.fence() == FenceKind.CLIENT_PAUSE;
      case OPENS_WHEN_THE_COMMIT_IS_UNKNOWN, ANSWERS_FOR_THE_DEAD, ABORTS_AFTER_THE_COMMIT ->
          !scenario.plannerDecides();
      default -> true;
    };
  }
}
