package io.redismigration.testkit;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * No origin could give the wanted server. The message names every origin tried and why it could
 * not.
 */
public final class ServerUnavailableException extends RuntimeException {

  private final transient Map<String, String> reasons;

  /**
   * @param version what was asked for
   * @param reasons by origin, in the order tried
   */
  public ServerUnavailableException(String version, Map<String, String> reasons) {
    super(
        "no server of version "
            + version
            + ": "
            + reasons.entrySet().stream()
                .map(reason -> reason.getKey() + ": " + reason.getValue())
                .collect(Collectors.joining("; "))
            + ". Remedy: put one at <dir>/"
            + version
            + "/redis-server and name <dir> in REDIS_SERVERS_DIR");
    this.reasons = Map.copyOf(reasons);
  }

  /** Why each origin could not help, by the origin's name. */
  public Map<String, String> reasons() {
    return reasons;
  }
}
