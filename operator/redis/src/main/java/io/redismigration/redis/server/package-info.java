/**
 * What a server is (family and version) and therefore what it can do. Pure data and lookups: no
 * sockets, no policy. Start at {@link io.redismigration.redis.server.Capabilities}.
 */
package io.redismigration.redis.server;
