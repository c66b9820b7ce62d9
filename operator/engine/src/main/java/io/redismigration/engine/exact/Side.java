package io.redismigration.engine.exact;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.io.IOException;

/**
 * One server and a connection to it that is opened when needed. Reading leaves idle times alone
 * where the server can do that. For one thread; {@link #close} for any.
 */
public final class Side implements AutoCloseable {
  private static final int NONE = -1;

  private final Connector connector;
  private final Capabilities server;
  private volatile RedisConnection connection;
  private int database = NONE;
  private volatile boolean closed;

  public Side(Connector connector, Capabilities server) {
    this.connector = connector;
    this.server = server;
  }

  /** What the server can do. */
  public Capabilities server() {
    return server;
  }

  /** The connection, opened if there is none. */
  public RedisConnection connection() throws IOException {
    RedisConnection open = connection;
    if (open != null) {
      return open;
    }
    if (closed) {
      throw new IOException("closed");
    }
    open = connector.connect();
    database = NONE;
    if (server.has(Feature.CLIENT_NO_TOUCH)) {
      open.call("CLIENT", "NO-TOUCH", "ON");
    }
    connection = open;
    if (closed) {
      open.close();
    }
    return open;
  }

  /** The connection, with that database selected. */
  public RedisConnection in(int wanted) throws IOException {
    RedisConnection open = connection();
    if (database != wanted) {
      database = NONE;
      open.require("SELECT", Integer.toString(wanted));
      database = wanted;
    }
    return open;
  }

  /** Gives the connection up after a failure: the next use opens another one. */
  public void reset() {
    RedisConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    RedisConnection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
