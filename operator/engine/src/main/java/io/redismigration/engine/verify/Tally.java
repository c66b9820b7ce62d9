package io.redismigration.engine.verify;

import io.redismigration.engine.exact.DatabaseKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts differences by class and by database, and keeps the names of the first. For any thread.
 */
final class Tally {
  private static final int MOST_SAMPLES = 20;

  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
  private final Map<Integer, Long> byDatabase = new TreeMap<>();
  private final List<Difference> samples = new ArrayList<>();
  private long heldTtls;

  synchronized void add(Verdict verdict, int database, byte[] key) {
    add(verdict, database, 1);
    if (samples.size() < MOST_SAMPLES) {
      samples.add(new Difference(new DatabaseKey(database, key).toString(), verdict));
    }
  }

  /** Keys nobody can name. */
  synchronized void add(Verdict verdict, int database, long keys) {
    counts.merge(verdict, keys, Long::sum);
    if (verdict != Verdict.LARGE) {
      byDatabase.merge(database, keys, Long::sum);
    }
  }

  synchronized void held() {
    heldTtls++;
  }

  synchronized void held(long keys) {
    heldTtls += keys;
  }

  synchronized long count(Verdict verdict) {
    return counts.getOrDefault(verdict, 0L);
  }

  synchronized long differing() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Keys that differ, by the database they lay in then; those not decided yet are not among them.
   */
  synchronized Map<Integer, Long> byDatabase() {
    return new TreeMap<>(byDatabase);
  }

  synchronized long heldTtls() {
    return heldTtls;
  }

  synchronized List<Difference> samples() {
    return List.copyOf(samples);
  }
}
