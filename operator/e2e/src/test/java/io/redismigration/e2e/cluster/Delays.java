package io.redismigration.e2e.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How long it takes from a worker's report until the migration's status says what it said. For
 * several threads.
 */
final class Delays {

  /** What is worth a write at once, and what may wait for the next one. */
  enum Kind {
    STANDING,
    FIGURES
  }

  /**
   * Delays of one kind, in milliseconds.
   *
   * @param count how many were measured
   */
  record Summary(int count, long median, long p99, long longest) {
    private static Summary of(List<Long> millis) {
      List<Long> sorted = millis.stream().sorted().toList();
      return sorted.isEmpty()
          ? new Summary(0, 0, 0, 0)
          : new Summary(
              sorted.size(),
              sorted.get(sorted.size() / 2),
              sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1),
              sorted.get(sorted.size() - 1));
    }
  }

  private record Sent(long offset, Kind kind, long nanos) {}

  private final Predicate<String> watched;
  private final Map<String, Deque<Sent>> waiting = new HashMap<>();
  private final Map<Kind, List<Long>> measured = new HashMap<>();

  /**
   * @param watched names of the migrations of which {@link #seen} will tell
   */
  Delays(Predicate<String> watched) {
    this.watched = watched;
  }

  /** A worker is about to write that; offsets of one migration rise. */
  synchronized void sent(String migration, long offset, boolean standing) {
    if (!watched.test(migration)) {
      return;
    }
    waiting
        .computeIfAbsent(migration, name -> new ArrayDeque<>())
        .add(new Sent(offset, standing ? Kind.STANDING : Kind.FIGURES, System.nanoTime()));
  }

  /** The migration's status says that. */
  synchronized void seen(String migration, long offset) {
    Deque<Sent> sent = waiting.getOrDefault(migration, new ArrayDeque<>());
    while (!sent.isEmpty() && sent.peek().offset() <= offset) {
      Sent first = sent.poll();
      measured.computeIfAbsent(first.kind(), kind -> new ArrayList<>()).add(millisSince(first));
    }
  }

  /** Forgets what was measured so far. */
  synchronized void begin() {
    measured.clear();
  }

  synchronized Summary summary(Kind kind) {
    return Summary.of(measured.getOrDefault(kind, List.of()));
  }

  /** How long the oldest report waits that no status shows yet. */
  synchronized Duration longestWait() {
    return Duration.ofMillis(
        waiting.values().stream()
            .filter(sent -> !sent.isEmpty())
            .mapToLong(sent -> millisSince(sent.peek()))
            .max()
            .orElse(0));
  }

  private static long millisSince(Sent sent) {
    return (System.nanoTime() - sent.nanos()) / 1_000_000;
  }
}
