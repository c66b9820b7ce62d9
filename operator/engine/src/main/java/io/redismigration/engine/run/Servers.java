package io.redismigration.engine.run;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import java.util.SortedMap;

/**
 * What both servers are, looked up once before anything is written.
 *
 * @param source what the source can do
 * @param target what the target can do
 * @param sourceDatabases how many databases the source has
 * @param targetDatabases how many databases the target has
 * @param sourceKeys databases of the source that hold keys
 */
public record Servers(
    Capabilities source,
    Capabilities target,
    int sourceDatabases,
    int targetDatabases,
    SortedMap<Integer, ServerInfo.Keyspace> sourceKeys) {
  /** What servers have unless configured otherwise, for those that do not tell. */
  private static final int USUAL_DATABASES = 16;

  static Servers look(RedisControl source, RedisControl target, int targetDatabases) {
    return new Servers(
        Capabilities.of(ServerIdentity.fromInfo(source.text("INFO", "server"))),
        Capabilities.of(ServerIdentity.fromInfo(target.text("INFO", "server"))),
        databases(source),
        targetDatabases,
        source.info("keyspace").keyspaces());
  }

  /** How many databases a server has; 16 where it does not tell. */
  public static int databases(RedisControl server) {
    try {
      String configured = server.config("databases").get("databases");
      return configured == null ? USUAL_DATABASES : Integer.parseInt(configured);
    } catch (CommandRefusedException e) {
      return USUAL_DATABASES;
    }
  }

  /** Keys in all databases of the source. */
  long sourceKeysTotal() {
    return sourceKeys.values().stream().mapToLong(ServerInfo.Keyspace::keys).sum();
  }
}
