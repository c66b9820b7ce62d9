package io.redismigration.testkit;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Family and version of a server, as far as known: {@code 7.0} is asked for, {@code 7.0.15} is what
 * runs.
 *
 * @param patch third number, or {@link #ANY_PATCH} where any will do
 */
public record ServerVersion(Family family, int major, int minor, int patch)
    implements Comparable<ServerVersion> {

  /** Stands for "whatever patch there is". */
  public static final int ANY_PATCH = -1;

  private static final Pattern FORM =
      Pattern.compile("(?:(redis|valkey)-)?(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

  private static final Comparator<ServerVersion> ORDER =
      Comparator.comparing(ServerVersion::family)
          .thenComparingInt(ServerVersion::major)
          .thenComparingInt(ServerVersion::minor)
          .thenComparingInt(ServerVersion::patch);

  /** Who builds the server. */
  public enum Family {
    REDIS("redis"),
    VALKEY("valkey");

    private final String label;

    Family(String label) {
      this.label = label;
    }

    /** The name as in package and binary names, {@code redis} or {@code valkey}. */
    public String label() {
      return label;
    }
  }

  /**
   * Reads {@code 7.0}, {@code 7.0.15}, {@code redis-7.0} or {@code valkey-8.1}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static ServerVersion parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "not a server version: '" + text + "'; write it as 7.0 or valkey-8.1");
    }
    Family family = "valkey".equals(form.group(1)) ? Family.VALKEY : Family.REDIS;
    int patch = form.group(4) == null ? ANY_PATCH : Integer.parseInt(form.group(4));
    return new ServerVersion(
        family, Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)), patch);
  }

  /** Whether this is of the same family and the same minor version. */
  public boolean sameMinor(ServerVersion other) {
    return family == other.family && major == other.major && minor == other.minor;
  }

  /** Whether this can stand in for the wanted version: same family, that minor or a newer one. */
  public boolean canServeAs(ServerVersion wanted) {
    return family == wanted.family && isAtLeast(wanted.major, wanted.minor);
  }

  /** Compares numbers alone; Valkey's go on from Redis 7.2. */
  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /** Whether this is a Redis of at least that version; false for Valkey. */
  public boolean isRedisAtLeast(int wantedMajor, int wantedMinor) {
    return family == Family.REDIS && isAtLeast(wantedMajor, wantedMinor);
  }

  /** Whether this is a Valkey of at least that version; false for Redis. */
  public boolean isValkeyAtLeast(int wantedMajor, int wantedMinor) {
    return family == Family.VALKEY && isAtLeast(wantedMajor, wantedMinor);
  }

  @Override
  public int compareTo(ServerVersion other) {
    return ORDER.compare(this, other);
  }

  /** {@code 7.0.15} for Redis, {@code valkey-8.1.1} for Valkey. */
  @Override
  public String toString() {
    String numbers = major + "." + minor + (patch == ANY_PATCH ? "" : "." + patch);
    return family == Family.REDIS ? numbers : family.label() + "-" + numbers;
  }
}
