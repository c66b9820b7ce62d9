package io.redismigration.engine.verify;

import io.redismigration.engine.exact.DatabaseKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Large values that were copied again in vain, because somebody wrote to them each time: they are
 * copied under the fence, where they rest. Bounded: what has no room here stays different. For any
 * thread.
 */
final class Unsettled {
  private static final int MOST = 1_000;

  /** A copy is compared afterwards, which takes about as long. */
  private static final int COPY_AND_LOOK = 2;

  /** By dataset and name: how long the last copy took. */
  private final Map<DatabaseKey, Duration> keys = new LinkedHashMap<>();

  synchronized void add(int dataset, byte[] key, Duration copyTook) {
    DatabaseKey name = new DatabaseKey(dataset, key);
    if (keys.size() < MOST || keys.containsKey(name)) {
      keys.put(name, copyTook);
    }
  }

  synchronized void remove(int dataset, byte[] key) {
    keys.remove(new DatabaseKey(dataset, key));
  }

  synchronized boolean contains(int dataset, byte[] key) {
    return keys.containsKey(new DatabaseKey(dataset, key));
  }

  synchronized List<DatabaseKey> all() {
    return List.copyOf(keys.keySet());
  }

  synchronized int size() {
    return keys.size();
  }

  /** How long settling all of them takes, by the copies made before. */
  synchronized Duration takes() {
    return keys.values().stream().reduce(Duration.ZERO, Duration::plus).multipliedBy(COPY_AND_LOOK);
  }
}
