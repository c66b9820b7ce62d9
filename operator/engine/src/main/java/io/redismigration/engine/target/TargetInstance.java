package io.redismigration.engine.target;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.resp.RedisConnection;
import java.io.IOException;

/**
 * The one server process that a full sync fills, known by its run id. What a server acknowledged
 * before it was restarted, restored or replaced in a failover may be gone, and a full sync keeps no
 * record of what it has written: another run id means to start over.
 */
public final class TargetInstance {

  private static final String FIELD = "run_id:";

  private String runId;

  /** Takes the first server it is shown, and every connection to that one. */
  public TargetInstance() {}

  /**
   * Asks the server behind {@code connection} who it is.
   *
   * @throws EngineException {@code TargetRestarted} when it is not the one seen first
   */
  public synchronized void verify(RedisConnection connection) throws IOException {
    String found = runIdOf(connection);
    if (runId == null) {
      runId = found;
    } else if (!runId.equals(found)) {
      throw new EngineException(
          Reason.TargetRestarted,
          "the target was restarted or replaced during the full sync, so some of what it had"
              + " acknowledged may be missing",
          "start the full sync again");
    }
  }

  /** Run id of the server process behind {@code connection}, asked now. */
  public static String runIdOf(RedisConnection connection) throws IOException {
    return runId(connection.require("INFO", "server").text());
  }

  private static String runId(String info) throws IOException {
    for (String line : info.split("\r\n")) {
      if (line.startsWith(FIELD)) {
        return line.substring(FIELD.length());
      }
    }
    throw new IOException("INFO server of the target names no run_id");
  }
}
