package io.redismigration.migration.cutover;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** For how long writers were refused, by the cutover that stands and by those that were undone. */
public final class WriteOutage {
  private WriteOutage() {}

  /**
   * In words; empty: nobody was refused, as far as is known.
   *
   * @param committed whether the last cutover stands; otherwise it is among those undone
   * @param last outage of the last cutover, in milliseconds; null: not over, or unknown
   * @param undone those of the undone ones; null: it did not close the source, or nobody knows
   */
  public static Optional<String> of(boolean committed, Long last, List<Long> undone) {
    Optional<String> before = of(undone);
    if (last == null || !committed && before.isPresent()) {
      return before;
    }
    String own = last + " ms";
    return Optional.of(before.map(text -> own + "; before, " + text).orElse(own));
  }

  private static Optional<String> of(List<Long> undone) {
    List<Long> closing =
        undone.stream().filter(Objects::nonNull).filter(millis -> millis > 0).toList();
    if (closing.isEmpty()) {
      return Optional.empty();
    }
    boolean one = closing.size() == 1;
    return Optional.of(
        "%s had closed the source for %s%s"
            .formatted(
                one ? "a cutover that was undone" : closing.size() + " cutovers that were undone",
                time(closing.stream().mapToLong(Long::longValue).sum()),
                one ? "" : " in all"));
  }

  private static String time(long millis) {
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
