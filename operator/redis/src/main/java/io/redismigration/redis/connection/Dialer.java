package io.redismigration.redis.connection;

import java.io.IOException;

/** Opens connections. */
@FunctionalInterface
public interface Dialer {

  /**
   * Connects within the connect timeout (the resolver's own time aside), with the TLS handshake
   * where the settings ask for it, without authenticating.
   *
   * @throws ConnectionException saying why it did not work
   */
  Transport dial(ConnectionSettings settings) throws IOException;
}
