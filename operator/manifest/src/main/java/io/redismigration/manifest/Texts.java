package io.redismigration.manifest;

import io.redismigration.migration.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How a status writes moments, lengths of time and constants. */
final class Texts {
  private Texts() {}

  /** RFC 3339 in seconds, as Kubernetes writes its own; null stays null. */
  static String moment(Instant moment) {
    return moment == null ? null : moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The same in milliseconds, for what takes less than a second; null stays null. */
  static String exactMoment(Instant moment) {
    return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** As manifests write it; null stays null. */
  static String duration(Duration duration) {
    if (duration == null) {
      return null;
    }
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  static String label(Enum<?> constant) {
    return constant == null ? null : Labels.of(constant);
  }
}
