package io.redismigration.engine.stream;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/**
 * Sets of keys, one per dataset: what lies in a database, and goes elsewhere with SWAPDB. A dataset
 * has the number of the database in which it was at first. Bounded: a key for which there was no
 * room leaves a flag behind, never a guess. For any number of threads; adding a key allocates
 * nothing until memory has to grow.
 */
public class KeysByDatabase {
  private final int limitBytes;
  private TreeMap<Integer, KeySet> sets = new TreeMap<>();

  /** Only of those that were exchanged: which dataset lies in a database, and where one lies. */
  private final Map<Integer, Integer> datasets = new TreeMap<>();

  private final Map<Integer, Integer> homes = new TreeMap<>();
  private final Map<Integer, Long> moves = new TreeMap<>();
  private boolean overflowed;

  /**
   * @param limitBytes the most that the keys of one database may take, in bytes
   */
  public KeysByDatabase(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds a key, given as bytes of a buffer whose position and limit do not matter. */
  public synchronized void add(int database, ByteBuffer from, int position, int length) {
    if (!set(dataset(database)).add(from, position, length)) {
      overflowed = true;
    }
  }

  /** Adds a key. */
  public void add(int database, byte[] key) {
    add(database, ByteBuffer.wrap(key), 0, key.length);
  }

  /** Says that there are keys nobody could name: as if there had been no room for them. */
  public synchronized void overflow() {
    overflowed = true;
  }

  /** Whether keys are missing here, so that only a full comparison can tell. */
  public synchronized boolean overflowed() {
    return overflowed;
  }

  public synchronized boolean contains(int database, byte[] key) {
    KeySet set = sets.get(dataset(database));
    return set != null && set.contains(ByteBuffer.wrap(key), 0, key.length);
  }

  /** Number of keys in all datasets. */
  public synchronized long size() {
    return sets.values().stream().mapToLong(KeySet::size).sum();
  }

  /** Which dataset lies in that database now. */
  public synchronized int dataset(int database) {
    return datasets.getOrDefault(database, database);
  }

  /** In which database that dataset lies now. */
  public synchronized int home(int dataset) {
    return homes.getOrDefault(dataset, dataset);
  }

  /**
   * How often the dataset came to lie elsewhere: who goes through a database over time compares
   * this, too. Emptying a database does not count: what is found afterwards was written, and so
   * named, since.
   */
  public synchronized long moves(int dataset) {
    return moves.getOrDefault(dataset, 0L);
  }

  /** Datasets that ever came to lie elsewhere. */
  public synchronized Set<Integer> moved() {
    return new TreeSet<>(moves.keySet());
  }

  /** Exchanges two databases, as SWAPDB does. */
  public synchronized void swap(int one, int other) {
    int first = dataset(one);
    int second = dataset(other);
    place(first, other);
    place(second, one);
  }

  private void place(int dataset, int database) {
    datasets.put(database, dataset);
    homes.put(dataset, database);
    moves.merge(dataset, 1L, Long::sum);
  }

  /** Forgets a database's keys, as FLUSHDB does. */
  public synchronized void flush(int database) {
    sets.remove(dataset(database));
  }

  /**
   * Takes the keys out: what is added from now on comes into fresh sets. Adds nothing to what was
   * taken, so that it can be read without a lock.
   */
  public synchronized Taken take() {
    Taken taken = new Taken(sets, overflowed);
    sets = new TreeMap<>();
    overflowed = false;
    return taken;
  }

  /** Puts back what was taken and not dealt with. */
  public synchronized void putBack(Taken taken) {
    taken.sets.forEach(
        (dataset, keys) -> {
          if (!set(dataset).addAll(keys)) {
            overflowed = true;
          }
        });
    overflowed |= taken.overflowed;
  }

  private KeySet set(int dataset) {
    KeySet set = sets.get(dataset);
    if (set == null) {
      set = new KeySet(limitBytes);
      sets.put(dataset, set);
    }
    return set;
  }

  /** Keys taken at one moment. */
  public static final class Taken {
    private final TreeMap<Integer, KeySet> sets;
    private final boolean overflowed;

    private Taken(TreeMap<Integer, KeySet> sets, boolean overflowed) {
      this.sets = sets;
      this.overflowed = overflowed;
    }

    /** Whether there were more keys than are here. */
    public boolean overflowed() {
      return overflowed;
    }

    /** Number of keys in all datasets. */
    public long size() {
      return sets.values().stream().mapToLong(KeySet::size).sum();
    }

    /** Hands out a copy of every key with its dataset, datasets in ascending order. */
    public void forEach(ObjIntConsumer<byte[]> action) {
      sets.forEach((database, keys) -> keys.forEach(key -> action.accept(key, database)));
    }

    /** The same, some at a time, so that only those are in memory twice. */
    public Iterable<Some> some(int most) {
      return () -> new SomeAtATime(sets, most);
    }
  }

  /** Keys of one dataset. */
  public record Some(int dataset, List<byte[]> keys) {}

  private static final class SomeAtATime implements Iterator<Some> {
    private final Iterator<Map.Entry<Integer, KeySet>> rest;
    private final int most;
    private Map.Entry<Integer, KeySet> now;
    private int at;

    SomeAtATime(TreeMap<Integer, KeySet> sets, int most) {
      this.rest = sets.entrySet().iterator();
      this.most = most;
      proceed();
    }

    private void proceed() {
      while ((now == null || at >= now.getValue().bytes()) && rest.hasNext()) {
        now = rest.next();
        at = 0;
      }
    }

    @Override
    public boolean hasNext() {
      return now != null && at < now.getValue().bytes();
    }

    @Override
    public Some next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Some some = new Some(now.getKey(), now.getValue().copies(at, most));
      at = KeySet.endOf(at, some.keys());
      proceed();
      return some;
    }
  }
}
