package io.redismigration.migration.cutover;

/**
 * What decides which fence a source can have.
 *
 * @param pauseWrites the server knows {@code CLIENT PAUSE … WRITE} and CLIENT UNPAUSE (Redis 6.2,
 *     Valkey)
 * @param pausePermitted our user may run both
 * @param configWritable our user may run CONFIG SET
 * @param scriptsObey min-replicas-to-write refuses writes of scripts too (Redis 6.0.17, 6.2.7, 7.0,
 *     Valkey; redis processCommand and script.c)
 * @param scriptsRan scripts ran on the source since Preparing, by its commandstats
 */
public record FenceFacts(
    boolean pauseWrites,
    boolean pausePermitted,
    boolean configWritable,
    boolean scriptsObey,
    boolean scriptsRan) {}
