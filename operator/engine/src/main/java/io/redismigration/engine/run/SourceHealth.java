package io.redismigration.engine.run;

/**
 * What a source tells of itself now and then.
 *
 * @param runId another one than before: restarted, or another server answers
 * @param evictedKeys since the server started
 */
public record SourceHealth(String runId, long evictedKeys) {}
