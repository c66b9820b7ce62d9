package io.redismigration.redis.server;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release number, compared by its three parts. Suffixes such as {@code -rc1} are dropped: a
 * release candidate counts as its release.
 *
 * @param major 0 and up
 * @param minor 0 and up
 * @param patch 0 and up
 */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {

  private static final Pattern TEXT =
      Pattern.compile("[vV]?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(?:[^\\d].*)?");
  private static final Comparator<ServerVersion> ORDER =
      Comparator.comparingInt(ServerVersion::major)
          .thenComparingInt(ServerVersion::minor)
          .thenComparingInt(ServerVersion::patch);

  public ServerVersion {
    if (major < 0 || minor < 0 || patch < 0) {
      throw new IllegalArgumentException(
          "a version has no negative part: " + major + "." + minor + "." + patch);
    }
  }

  /** {@code major.minor.0}. */
  public static ServerVersion of(int major, int minor) {
    return new ServerVersion(major, minor, 0);
  }

  /** {@code major.minor.patch}. */
  public static ServerVersion of(int major, int minor, int patch) {
    return new ServerVersion(major, minor, patch);
  }

  /**
   * Reads {@code 7.0.15}, {@code 7.0}, {@code v1.2.3}, {@code 8.0.0-rc1}.
   *
   * @throws IllegalArgumentException when the text does not begin with a version
   */
  public static ServerVersion parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a server version: '" + text + "'");
    }
    return new ServerVersion(part(matcher, 1), part(matcher, 2), part(matcher, 3));
  }

  private static int part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** Whether this is {@code major.minor.0} or later. */
  public boolean isAtLeast(int major, int minor) {
    return isAtLeast(major, minor, 0);
  }

  /** Whether this is {@code major.minor.patch} or later. */
  public boolean isAtLeast(int major, int minor, int patch) {
    if (this.major != major) {
      return this.major > major;
    }
    return this.minor != minor ? this.minor > minor : this.patch >= patch;
  }

  /** Whether this is {@code other} or later. */
  public boolean isAtLeast(ServerVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
