package io.redismigration.migration.model;

import java.time.Instant;

/**
 * One step of a cutover and when it was taken.
 *
 * @param startedAt null: not begun
 * @param endedAt null: not ended
 * @param message null: nothing to add
 */
public record StepProgress(String step, Instant startedAt, Instant endedAt, String message) {}
