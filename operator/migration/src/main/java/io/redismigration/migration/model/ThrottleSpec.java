package io.redismigration.migration.model;

/**
 * Limits on what is written to the target; may change while it runs.
 *
 * @param bytesPerSecond also of each snapshot that the comparison reads; 0: unlimited
 * @param commandsPerSecond 0: unlimited
 */
public record ThrottleSpec(long bytesPerSecond, long commandsPerSecond) {}
