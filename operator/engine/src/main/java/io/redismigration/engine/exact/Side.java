package io.redismigration.engine.exact;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.io.IOException;
import java.time.Duration;

/**
 * One server and a connection to it that is opened when needed. Reading leaves idle times alone
 * where the server can do that. For one thread; {@link #close} for any.
 */
public final class Side implements AutoCloseable {
  private static final int NONE = -1;

  /** A server may have been busy with something else once. */
  private static final int LOOKS = 3;

  private final Connector connector;
  private final Capabilities server;
  private volatile RedisConnection connection;
  private int database = NONE;
  private Ahead ahead;
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
    try {
      if (server.has(Feature.CLIENT_NO_TOUCH)) {
        open.call("CLIENT", "NO-TOUCH", "ON");
      }
      ahead = Ahead.of(roundTrip(open));
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
    database = 0;
    connection = open;
    if (closed) {
      open.close();
    }
    return open;
  }

  private static Duration roundTrip(RedisConnection open) throws IOException {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      long asked = System.nanoTime();
      open.require("SELECT", "0");
      shortest = Math.min(shortest, System.nanoTime() - asked);
    }
    return Duration.ofNanos(shortest);
  }

  /** How many keys to list at once, so that the way there and back is hardly waited for. */
  public int listedAtOnce() throws IOException {
    return ahead().listed();
  }

  Ahead ahead() throws IOException {
    connection();
    return ahead;
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
