package io.redismigration.migration.model;

/**
 * Counters that name the parts of a run.
 *
 * @param attempt full runs from Preparing on, 1 for the first; 0 before it
 * @param epoch fences workers: each new worker of the attempt has a higher one
 * @param validation counts preflights
 * @param verification counts verification passes asked for
 * @param repair counts repairs asked for
 */
public record RunFacts(int attempt, long epoch, int validation, int verification, int repair) {}
