/**
 * Bytes to and from a server: addresses, sockets, TLS, timeouts, and errors that say what went
 * wrong. Knows nothing of RESP. Start at {@link io.redismigration.redis.connection.SocketDialer}.
 */
package io.redismigration.redis.connection;
