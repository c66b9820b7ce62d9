package io.redismigration.engine.lane;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds connections by the name they gave themselves, and ends them. */
final class FormerConnections {
  private static final int ATTEMPTS = 100;

  private final RedisConnection connection;
  private final String name;

  /**
   * @param connection one that does not have the name itself
   */
  FormerConnections(RedisConnection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * Ends them until the server lists none.
   *
   * @return false when the server does not let us list or end connections
   */
  boolean end() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Reply list = connection.call("CLIENT", "LIST");
      if (list.isError()) {
        return false;
      }
      List<String> found = addresses(list.text());
      if (found.isEmpty()) {
        return true;
      }
      for (String address : found) {
        // The form with an address alone is understood since Redis 2.4.
        Reply killed = connection.call("CLIENT", "KILL", address);
        if (killed instanceof Reply.Error error && !error.error().text().contains("No such")) {
          return false;
        }
      }
    }
    return false;
  }

  private List<String> addresses(String list) {
    List<String> found = new ArrayList<>();
    for (String client : list.split("\n")) {
      String address = null;
      boolean ours = false;
      for (String field : client.split(" ")) {
        if (field.startsWith("addr=")) {
          address = field.substring("addr=".length());
        } else if (field.startsWith("name=")) {
          ours = field.substring("name=".length()).equals(name);
        }
      }
      if (ours && address != null) {
        found.add(address);
      }
    }
    return found;
  }
}
