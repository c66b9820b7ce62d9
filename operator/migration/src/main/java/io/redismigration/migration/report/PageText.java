package io.redismigration.migration.report;

import io.redismigration.migration.report.Html.Cell;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** How the page writes what the report says. */
final class PageText {
  private PageText() {}

  /** The class that colours a verdict; null: none. */
  static String style(String verdict) {
    return switch (verdict) {
      case "Completed", "Passed", "Held", "Restored" -> "good";
      case "Failed", "Different", "NotRestored", "Blocked" -> "bad";
      case "Warning", "Weakened", "Cancelled", "LeftAlone", "Ignored" -> "warning";
      default -> null;
    };
  }

  /** Cells without colour; null is an empty one. */
  static List<Cell> cells(String... texts) {
    return Arrays.stream(texts).map(text -> Cell.of(text(text))).toList();
  }

  /** What is known of it, separated by commas. */
  static String joined(String... parts) {
    return Arrays.stream(parts).filter(Objects::nonNull).collect(Collectors.joining(", "));
  }

  static String lag(long bytes, Long millis) {
    return Human.bytes(bytes) + (millis == null ? "" : ", " + duration(millis));
  }

  static String duration(Long millis) {
    return millis == null ? null : Human.duration(Duration.ofMillis(millis));
  }

  /** In seconds; null stays null. */
  static String moment(Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In milliseconds; empty where it has not come. */
  static String exact(Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  static String text(String text) {
    return text == null ? "" : text;
  }
}
