package io.redismigration.engine.verify;

import java.time.Duration;

/**
 * What making TTLs exact took.
 *
 * @param keys keys with a TTL on either side
 * @param fields hashes whose fields' times were set
 * @param duration in all
 * @param paused how much of it the stream stood still
 */
public record TtlReport(long keys, long fields, Duration duration, Duration paused) {}
