package io.redismigration.testkit.origin;

import io.redismigration.testkit.ServerVersion;
import java.util.Optional;

/**
 * What a test asks for.
 *
 * @param key the text it was asked by, which also names its folder in the cache
 * @param version family and minor; empty for the newest Redis there is
 */
public record WantedVersion(String key, Optional<ServerVersion> version) {

  /** Asks for the newest Redis an origin has. */
  public static final String NEWEST = "newest";

  /**
   * Reads {@code 7.0}, {@code valkey-8.1} or {@code newest}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static WantedVersion parse(String text) {
    if (text.equals(NEWEST)) {
      return new WantedVersion(NEWEST, Optional.empty());
    }
    ServerVersion version = ServerVersion.parse(text);
    return new WantedVersion(version.toString(), Optional.of(version));
  }

  /** The family asked for; the newest is always a Redis. */
  public ServerVersion.Family family() {
    return version.map(ServerVersion::family).orElse(ServerVersion.Family.REDIS);
  }

  /** Whether a server of that version answers the wish: the same minor or a newer one. */
  public boolean acceptedAs(ServerVersion found) {
    return found.family() == family() && version.map(found::canServeAs).orElse(true);
  }
}
