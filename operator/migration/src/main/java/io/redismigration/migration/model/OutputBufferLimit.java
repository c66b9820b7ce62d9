package io.redismigration.migration.model;

import java.time.Duration;

/**
 * {@code client-output-buffer-limit} of the replica class.
 *
 * @param hard bytes, 0 is unlimited
 * @param soft bytes, 0 is unlimited
 * @param softFor how long the soft limit may be exceeded, in whole seconds
 */
public record OutputBufferLimit(long hard, long soft, Duration softFor) {}
