package io.redismigration.engine.stream;

import io.redismigration.engine.cutover.LateCommand;
import io.redismigration.engine.cutover.LateWrites;
import io.redismigration.redis.resp.StreamCommand;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which commands came after an offset: at the fence nothing but keepalives and expiries may come
 * any more. Costs one volatile read per command while nobody watches.
 */
public final class LateCommands {
  private static final long NOT_WATCHING = Long.MAX_VALUE;

  private final Map<String, Long> writes = new TreeMap<>();
  private long deletedKeys;
  private volatile long after = NOT_WATCHING;

  /** Counts from now on what begins after {@code offset}; forgets earlier counts. */
  public synchronized void watchFrom(long offset) {
    writes.clear();
    deletedKeys = 0;
    after = offset;
  }

  /** Counts no more; the counts stay. */
  public void stop() {
    after = NOT_WATCHING;
  }

  /** What came and is not harmless, names in upper case. */
  public synchronized LateWrites seen() {
    return new LateWrites(writes, deletedKeys);
  }

  void saw(StreamCommand command, long end) {
    if (end > after) {
      count(command);
    }
  }

  private synchronized void count(StreamCommand command) {
    String name = command.argText(0).toUpperCase(Locale.ROOT);
    switch (LateCommand.of(name, command.argc() > 1 ? command.argText(1) : null)) {
      case HARMLESS -> {}
      case DELETION -> deletedKeys += command.argc() - 1;
      case WRITE -> writes.merge(name, 1L, Long::sum);
    }
  }
}
