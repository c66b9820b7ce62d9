/**
 * Where server binaries come from, and the cache they are kept in. Nothing here starts a server.
 * Start at {@link ServerStore}.
 */
package io.redismigration.testkit.origin;
