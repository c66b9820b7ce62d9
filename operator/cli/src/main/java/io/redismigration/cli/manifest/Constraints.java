package io.redismigration.cli.manifest;

import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.redismigration.api.v1alpha1.Formats;
import java.lang.reflect.AnnotatedElement;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The constraints annotated on the manifest's records, as a cluster's schema would enforce them.
 */
final class Constraints {
  private static final Map<String, String> EXAMPLES =
      Map.of(
          Formats.DURATION, "is not a duration; write it like 30s, 200ms or 1h30m",
          Formats.BYTES, "is not a size; write it like 512Mi or 10Gi",
          Formats.TIME, "is not a time; write it like 2030-01-31T22:00:00Z");

  private Constraints() {}

  /** What is wrong with the value, if something is. */
  static Optional<String> violated(AnnotatedElement declared, Object value) {
    return pattern(declared.getAnnotation(Pattern.class), value)
        .or(() -> size(declared.getAnnotation(Size.class), value))
        .or(
            () ->
                range(declared.getAnnotation(Min.class), declared.getAnnotation(Max.class), value));
  }

  private static Optional<String> pattern(Pattern pattern, Object value) {
    if (pattern == null || !(value instanceof String text) || text.matches(pattern.value())) {
      return Optional.empty();
    }
    String advice = EXAMPLES.getOrDefault(pattern.value(), "does not match " + pattern.value());
    return Optional.of("'" + text + "' " + advice);
  }

  private static Optional<String> size(Size size, Object value) {
    if (size == null) {
      return Optional.empty();
    }
    int length = length(value);
    if (length < size.min()) {
      return Optional.of(
          length == 0 ? "must not be empty" : "is too short: at least " + size.min());
    }
    return length > size.max()
        ? Optional.of("is too long: " + length + ", at most " + size.max())
        : Optional.empty();
  }

  private static int length(Object value) {
    if (value instanceof Collection<?> list) {
      return list.size();
    }
    return value instanceof Map<?, ?> map ? map.size() : value.toString().length();
  }

  private static Optional<String> range(Min min, Max max, Object value) {
    if (!(value instanceof Number number)) {
      return Optional.empty();
    }
    if (min != null && number.longValue() < min.value()) {
      return Optional.of(number + " is too small: at least " + (long) min.value());
    }
    return max != null && number.longValue() > max.value()
        ? Optional.of(number + " is too large: at most " + (long) max.value())
        : Optional.empty();
  }
}
