package io.redismigration.migration.model;

import java.time.Instant;

/**
 * Who wrote something, as far as a driver can tell: in a cluster the field manager, on one machine
 * {@code user@host}.
 *
 * @param name as the driver knows it
 * @param at when it was written; null: unknown
 */
public record Author(String name, Instant at) {}
