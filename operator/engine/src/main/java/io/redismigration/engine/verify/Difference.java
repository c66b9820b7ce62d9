package io.redismigration.engine.verify;

/**
 * A key that differs.
 *
 * @param key database, colon, name; bytes outside printable ASCII escaped, long names cut
 * @param verdict in what
 */
public record Difference(String key, Verdict verdict) {}
