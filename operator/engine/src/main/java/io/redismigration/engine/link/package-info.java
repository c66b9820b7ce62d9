/**
 * The link to the source: a replica's handshake, full and partial resync from Redis 2.8 to the
 * newest Redis and Valkey, acknowledgements, and every reconnection. Its bytes go to the spool
 * unread. Knows nothing of keys, commands or the target. Start at {@link
 * io.redismigration.engine.link.SourceLink}.
 */
package io.redismigration.engine.link;
