package io.redismigration.engine.stream;

import io.redismigration.redis.resp.StreamCommand;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which commands came after an offset, by name: at the fence nothing but keepalives and expiries
 * may come any more. Costs one volatile read per command while nobody watches.
 */
public final class LateCommands {
  private static final long NOT_WATCHING = Long.MAX_VALUE;

  private final Map<String, Long> counts = new TreeMap<>();
  private volatile long after = NOT_WATCHING;

  /** Counts from now on what begins after {@code offset}; forgets earlier counts. */
  public synchronized void watchFrom(long offset) {
    counts.clear();
    after = offset;
  }

  /** Counts no more; the counts stay. */
  public void stop() {
    after = NOT_WATCHING;
  }

  /** How often each command came, names in upper case. */
  public synchronized Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  void saw(StreamCommand command, long end) {
    if (end > after) {
      count(command.argText(0).toUpperCase(Locale.ROOT));
    }
  }

  private synchronized void count(String name) {
    counts.merge(name, 1L, Long::sum);
  }
}
