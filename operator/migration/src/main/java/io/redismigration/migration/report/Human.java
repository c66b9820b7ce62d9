package io.redismigration.migration.report;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
public final class Human {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Human() {}

  /** {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** {@code 1,204,000}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 350 ms}, {@code 2.4 s}, {@code 3m20s}, {@code 1h05m}. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    } else if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    } else if (millis < 3_600_000) {
      return String.format(Locale.ROOT, "%dm%02ds", duration.toMinutes(), duration.toSecondsPart());
    }
    return String.format(Locale.ROOT, "%dh%02dm", duration.toHours(), duration.toMinutesPart());
  }

  /** {@code 1,204,000 key(s)} with the word in the right number. */
  public static String count(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }

  /** Per second; 0 if no time passed. */
  public static long rate(long amount, Duration during) {
    return during.toMillis() <= 0 ? 0 : (long) (amount * 1000.0 / during.toMillis());
  }
}
