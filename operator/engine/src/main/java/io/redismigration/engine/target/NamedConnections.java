package io.redismigration.engine.target;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Ends connections on a server by the name they gave themselves, until it lists none: nothing they
 * had under way is executed any more, not even what sits in the server's receive buffer.
 */
public final class NamedConnections {
  private static final int ATTEMPTS = 100;

  private final RedisConnection connection;

  /**
   * @param connection to the server; must not have one of the names itself
   */
  public NamedConnections(RedisConnection connection) {
    this.connection = connection;
  }

  /** How it came out. */
  public enum Ended {
    /** There is none any more. */
    ALL,
    /** The server does not let us list or end connections: there may be some. */
    NOT_PERMITTED,
    /** Whoever opens them opens others faster than they are ended. */
    RETURNING
  }

  /** Ends those whose name is meant. */
  public Ended end(Predicate<String> named) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Reply list = connection.call("CLIENT", "LIST");
      if (list.isError()) {
        return Ended.NOT_PERMITTED;
      }
      List<String> found = ClientList.parse(list.text()).addresses(named);
      if (found.isEmpty()) {
        return Ended.ALL;
      }
      for (String address : found) {
        // The form with an address alone is understood since Redis 2.4.
        Reply killed = connection.call("CLIENT", "KILL", address);
        if (killed instanceof Reply.Error error && !error.error().text().contains("No such")) {
          return Ended.NOT_PERMITTED;
        }
      }
    }
    return Ended.RETURNING;
  }
}
