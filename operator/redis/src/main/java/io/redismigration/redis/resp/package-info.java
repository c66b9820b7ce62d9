/**
 * RESP2 over a {@link io.redismigration.redis.connection.Transport}: commands out, replies in, and
 * a primary's replication stream. No policy: what a reply means for a migration is decided
 * elsewhere. Start at {@link io.redismigration.redis.resp.RedisConnection} and {@link
 * io.redismigration.redis.resp.StreamParser}.
 */
package io.redismigration.redis.resp;
