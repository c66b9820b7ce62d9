package io.redismigration.migration.checks;

/**
 * Scripts and functions of a source.
 *
 * @param calls EVAL, EVALSHA and FCALL calls since the statistics began
 * @param cached scripts in its cache; null: not told (before 4.0)
 * @param verbatim scripts are replicated as they are, not by their effects: always before 3.2, by
 *     default before 5.0, with {@code lua-replicate-commands no} before 7.0
 * @param libraries of functions that are loaded
 */
public record ScriptFacts(long calls, Long cached, boolean verbatim, int libraries) {}
