package io.redismigration.migration.model;

/**
 * A key that differs.
 *
 * @param kind in what: Missing, Extra, Value, Type, Ttl, or Large where that is not decided yet
 * @param key database, colon, name, escaped and cut; never a value
 */
public record DifferingKey(String kind, String key) {}
