package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.Formats;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the strings of a manifest that carry a quantity; see {@link Formats} for what they look
 * like.
 */
final class Sizes {
  private static final Pattern BYTES = Pattern.compile(Formats.BYTES);
  private static final Pattern DURATION = Pattern.compile(Formats.DURATION);
  private static final Pattern TIME = Pattern.compile(Formats.TIME);
  private static final Pattern DURATION_PART = Pattern.compile("([0-9]+)(ms|s|m|h)");
  private static final Map<String, Long> BYTE_UNITS =
      Map.of(
          "k",
          1000L,
          "M",
          1000_000L,
          "G",
          1000_000_000L,
          "T",
          1000_000_000_000L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40);
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

  private Sizes() {}

  /**
   * Bytes meant by {@code 512Mi}.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  static long bytes(String text) {
    if (!BYTES.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it like 512Mi or 10Gi");
    }
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    String unit = text.substring(digits);
    try {
      return Math.multiplyExact(
          Long.parseLong(text.substring(0, digits)), unit.isEmpty() ? 1L : BYTE_UNITS.get(unit));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(
          "'" + text + "' is more bytes than can be counted", tooLarge);
    }
  }

  /**
   * The time meant by {@code 1h30m}.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  static Duration duration(String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it like 30s, 200ms or 1h30m");
    }
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      sum = sum.plusMillis(Long.parseLong(part.group(1)) * MILLIS.get(part.group(2)));
    }
    return sum;
  }

  /**
   * The moment meant by {@code 2030-01-31T22:00:00Z}.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  static Instant moment(String text) {
    try {
      if (TIME.matcher(text).matches()) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeParseException notInTheCalendar) {
      throw new IllegalArgumentException(
          "'" + text + "' is no moment of the calendar", notInTheCalendar);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a time; write it like 2030-01-31T22:00:00Z");
  }
}
