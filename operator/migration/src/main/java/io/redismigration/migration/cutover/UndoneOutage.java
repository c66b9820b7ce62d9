package io.redismigration.migration.cutover;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What cutovers that were undone did to writers, beside the outage of the one that was not. */
public final class UndoneOutage {
  private UndoneOutage() {}

  /**
   * In words; empty: none is known to have closed the source.
   *
   * @param closedMillis of each; null: it did not close the source, or nobody knows for how long
   */
  public static Optional<String> of(List<Long> closedMillis) {
    List<Long> closing =
        closedMillis.stream().filter(Objects::nonNull).filter(millis -> millis > 0).toList();
    if (closing.isEmpty()) {
      return Optional.empty();
    }
    String which =
        closing.size() == 1
            ? "a cutover that was undone"
            : closing.size() + " cutovers that were undone";
    return Optional.of(
        "before, %s had closed the source for %s%s"
            .formatted(
                which,
                time(closing.stream().mapToLong(Long::longValue).sum()),
                closing.size() == 1 ? "" : " in all"));
  }

  private static String time(long millis) {
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
