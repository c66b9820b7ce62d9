package io.redismigration.migration.model;

import java.time.Duration;

/**
 * Large values that somebody writes to all the time, so that no copy made while the source is open
 * is equal: they are copied again under the fence.
 *
 * @param keys how many
 * @param takes how long that closes the source, by the copies made before
 */
public record FenceWork(int keys, Duration takes) {}
