package io.redismigration.worker.parameters;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.target.ClientList;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that wait for a key to take something from it. They were let in before the lock, and
 * before 7.2 are served without being asked again for their rights (redis 7.0 blocked.c).
 */
final class WaitingClients {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingClients.class);
  private static final Set<String> TAKING =
      Set.of(
          "blpop",
          "brpop",
          "brpoplpush",
          "blmove",
          "blmpop",
          "bzpopmin",
          "bzpopmax",
          "bzmpop",
          "xreadgroup");

  private WaitingClients() {}

  /** Ends their waiting with an error. */
  static void end(RedisControl server) {
    try {
      for (ClientList.Client client : ClientList.parse(server.text("CLIENT", "LIST")).clients()) {
        if (client.flags().contains("b") && TAKING.contains(client.command())) {
          server.call("CLIENT", "UNBLOCK", client.id(), "ERROR");
        }
      }
    } catch (CommandRefusedException e) {
      LOG.warn("clients that wait for keys of the target stay: {}", e.getMessage());
    }
  }
}
