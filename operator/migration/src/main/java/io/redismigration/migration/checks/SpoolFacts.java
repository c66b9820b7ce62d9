package io.redismigration.migration.checks;

/**
 * Room for what arrives faster than it is applied, in bytes.
 *
 * @param limit what the spool may take
 * @param free on its volume now
 * @param loadBytesPerSecond expected speed of loading the snapshot into the target
 */
public record SpoolFacts(long limit, long free, long loadBytesPerSecond) {}
