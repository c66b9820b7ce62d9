package io.redismigration.migration.model;

/**
 * How the Sentinels name the primary.
 *
 * @param auth of the Sentinels themselves; null: none
 */
public record SentinelSpec(String masterName, AuthSpec auth) {}
