package io.redismigration.migration.checks;

import java.util.Comparator;

/**
 * What a server says it is. Versions are compared within one family only.
 *
 * @param family what the numbers belong to
 */
public record ServerVersion(Family family, int major, int minor, int patch) {
  /** Who makes the server. */
  public enum Family {
    REDIS("Redis"),
    VALKEY("Valkey"),
    /** Speaks the protocol, numbers of its own. */
    OTHER("a compatible server");

    private final String title;

    Family(String title) {
      this.title = title;
    }
  }

  private static final Comparator<ServerVersion> BY_NUMBER =
      Comparator.comparingInt(ServerVersion::major)
          .thenComparingInt(ServerVersion::minor)
          .thenComparingInt(ServerVersion::patch);

  /** A version of Redis, as in {@code redis("7.0.15")}. */
  public static ServerVersion redis(String numbers) {
    return parse(Family.REDIS, numbers);
  }

  /** A version of Valkey. */
  public static ServerVersion valkey(String numbers) {
    return parse(Family.VALKEY, numbers);
  }

  /** Missing or unreadable parts count as 0; what follows a part's digits is dropped. */
  public static ServerVersion parse(Family family, String numbers) {
    String[] parts = numbers.split("\\.");
    return new ServerVersion(family, part(parts, 0), part(parts, 1), part(parts, 2));
  }

  private static int part(String[] parts, int index) {
    if (index >= parts.length) {
      return 0;
    }
    String digits = parts[index].replaceFirst("\\D.*$", "");
    return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  /** By number alone, whatever the family. Valkey's numbers begin where Redis 7.2 ended. */
  public boolean atLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    return BY_NUMBER.compare(this, new ServerVersion(family, wantedMajor, wantedMinor, wantedPatch))
        >= 0;
  }

  /** By number alone, up to and including the minor version. */
  public boolean atLeast(int wantedMajor, int wantedMinor) {
    return atLeast(wantedMajor, wantedMinor, 0);
  }

  @Override
  public String toString() {
    return "%s %d.%d.%d".formatted(family.title, major, minor, patch);
  }
}
