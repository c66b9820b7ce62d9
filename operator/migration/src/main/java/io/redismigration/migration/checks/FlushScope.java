package io.redismigration.migration.checks;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of a target's keys a flush would remove: those in databases that the source uses, too. Those
 * in other databases are never removed, and a target that has any is refused: the source may come
 * to use their database at any time.
 *
 * @param removed keys by database
 * @param left keys by database
 */
public record FlushScope(SortedMap<Integer, Long> removed, SortedMap<Integer, Long> left) {
  private static final int MOST_NAMED = 8;

  public FlushScope {
    removed = Collections.unmodifiableSortedMap(new TreeMap<>(removed));
    left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
  }

  /** Nothing on a target that this run has claimed, whose keys are its own, or that is not read. */
  public static FlushScope of(CheckFacts facts) {
    SortedMap<Integer, Long> removed = new TreeMap<>();
    if (facts.target() == null || facts.target().isClaimedBy(facts.runId())) {
      return new FlushScope(removed, removed);
    }
    SortedMap<Integer, Long> left = foreign(facts.target());
    if (facts.source() != null) {
      removed.putAll(left);
      removed.keySet().retainAll(facts.source().server().keys().keySet());
      left.keySet().removeAll(removed.keySet());
    }
    return new FlushScope(removed, left);
  }

  /** A checkpoint is not data. */
  private static SortedMap<Integer, Long> foreign(TargetFacts target) {
    SortedMap<Integer, Long> keys = new TreeMap<>(target.server().keys());
    if (target.claim() != null) {
      keys.computeIfPresent(
          target.claim().database(), (database, count) -> count > 1 ? count - 1 : null);
    }
    return keys;
  }

  /** For people: {@code 3 keys in database 0, 1 key in database 4}. */
  public static String told(Map<Integer, Long> keys) {
    String named =
        new TreeMap<>(keys)
            .entrySet().stream()
                .limit(MOST_NAMED)
                .map(each -> count(each.getValue()) + " in database " + each.getKey())
                .collect(Collectors.joining(", "));
    int more = keys.size() - MOST_NAMED;
    return more > 0 ? "%s and more in %d others".formatted(named, more) : named;
  }

  private static String count(long keys) {
    return keys == 1 ? "1 key" : keys + " keys";
  }
}
