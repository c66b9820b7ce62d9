package io.redismigration.engine.link;

import io.redismigration.engine.PasswordRotation;
import io.redismigration.redis.connection.ConnectionSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * How the link presents itself and how patient it is.
 *
 * @param source where the source is, and how to log in
 * @param label shown by the source as our address, in INFO replication and ROLE; at most 45
 *     characters are sent, what servers before 7.0 keep
 * @param announcedPort shown as our port. Above 65535 Sentinel does not take us for a replica
 *     (sentinel.c, createSentinelAddr, every version); 0 where clients choke on such a number and
 *     no Sentinel watches
 * @param silence no byte for so long means a dead link; longer than the source's
 *     repl-ping-replica-period
 * @param firstRetry wait before the first reconnection, doubled from try to try
 * @param longestRetry longest wait between tries
 * @param rotation how long a password that is refused, once the source had let us in, is taken for
 *     one that is being rotated
 * @param letInBefore whether the source had let us in before the link's first connection
 */
public record LinkSettings(
    ConnectionSettings source,
    String label,
    int announcedPort,
    Duration silence,
    Duration firstRetry,
    Duration longestRetry,
    Duration rotation,
    boolean letInBefore) {

  /** Longest text the source keeps as an address before Redis 7.0 (NET_IP_STR_LEN). */
  static final int LONGEST_LABEL = 45;

  private static final int NO_REAL_PORT = 99_999;

  public LinkSettings {
    Objects.requireNonNull(source, "source");
    if (label.isEmpty() || label.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("a label is one printable word: '" + label + "'");
    }
    if (announcedPort < 0 || silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("port " + announcedPort + ", silence " + silence);
    }
    label = label.length() > LONGEST_LABEL ? label.substring(0, LONGEST_LABEL) : label;
  }

  /** Labelled {@code redis-migration.<run>}, port 99999, 60 s of silence, retries 0.1 s to 10 s. */
  public static LinkSettings of(ConnectionSettings source, String run) {
    return new LinkSettings(
        source,
        "redis-migration." + run,
        NO_REAL_PORT,
        Duration.ofSeconds(60),
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        PasswordRotation.PATIENCE,
        false);
  }

  public LinkSettings withAnnouncedPort(int port) {
    return new LinkSettings(
        source, label, port, silence, firstRetry, longestRetry, rotation, letInBefore);
  }

  public LinkSettings withSilence(Duration longest) {
    return new LinkSettings(
        source, label, announcedPort, longest, firstRetry, longestRetry, rotation, letInBefore);
  }

  public LinkSettings withRetries(Duration first, Duration longest) {
    return new LinkSettings(
        source, label, announcedPort, silence, first, longest, rotation, letInBefore);
  }

  public LinkSettings withRotation(Duration longest) {
    return new LinkSettings(
        source, label, announcedPort, silence, firstRetry, longestRetry, longest, letInBefore);
  }

  /** For a source that has let this run in with the same user. */
  public LinkSettings afterFirstLogin() {
    return new LinkSettings(
        source, label, announcedPort, silence, firstRetry, longestRetry, rotation, true);
  }
}
