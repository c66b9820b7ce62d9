package io.redismigration.engine.foreign;

import java.time.Instant;
import java.util.List;

/**
 * What was seen of others' writes.
 *
 * @param writers address, name where it has one, and last command of each, the latest first; at
 *     most 20
 * @param last when the last of them may have been, at the latest
 * @param lastNanos the same as {@link System#nanoTime} counts
 */
public record ForeignWrites(List<String> writers, Instant last, long lastNanos) {}
