package io.redismigration.engine.stream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/**
 * Sets of keys, one per database, that follow what SWAPDB and FLUSHDB do to databases. Bounded: a
 * key for which there was no room leaves a flag behind, never a guess. For any number of threads;
 * adding a key allocates nothing until memory has to grow.
 */
public class KeysByDatabase {
  private final int limitBytes;
  private TreeMap<Integer, KeySet> sets = new TreeMap<>();
  private final Map<Integer, Long> epochs = new TreeMap<>();
  private boolean overflowed;

  /**
   * @param limitBytes the most that the keys of one database may take, in bytes
   */
  public KeysByDatabase(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds a key, given as bytes of a buffer whose position and limit do not matter. */
  public synchronized void add(int database, ByteBuffer from, int position, int length) {
    if (!set(database).add(from, position, length)) {
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
    KeySet set = sets.get(database);
    return set != null && set.contains(ByteBuffer.wrap(key), 0, key.length);
  }

  /** Number of keys in all databases. */
  public synchronized long size() {
    return sets.values().stream().mapToLong(KeySet::size).sum();
  }

  /**
   * How often the database was exchanged for another since the beginning: who goes through a
   * database over time compares this, too. Emptying it does not count: what is found afterwards was
   * written, and so named, since.
   */
  public synchronized long databaseEpoch(int database) {
    return epochs.getOrDefault(database, 0L);
  }

  /** Exchanges two databases' keys, as SWAPDB does. */
  public synchronized void swap(int one, int other) {
    KeySet first = sets.remove(one);
    KeySet second = sets.remove(other);
    if (first != null) {
      sets.put(other, first);
    }
    if (second != null) {
      sets.put(one, second);
    }
    bump(one);
    bump(other);
  }

  /** Forgets a database's keys, as FLUSHDB does. */
  public synchronized void flush(int database) {
    sets.remove(database);
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
        (database, keys) -> {
          if (!set(database).addAll(keys)) {
            overflowed = true;
          }
        });
    overflowed |= taken.overflowed;
  }

  private KeySet set(int database) {
    KeySet set = sets.get(database);
    if (set == null) {
      set = new KeySet(limitBytes);
      sets.put(database, set);
    }
    return set;
  }

  private void bump(int database) {
    epochs.merge(database, 1L, Long::sum);
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

    /** Number of keys in all databases. */
    public long size() {
      return sets.values().stream().mapToLong(KeySet::size).sum();
    }

    /** Hands out a copy of every key with its database, databases in ascending order. */
    public void forEach(ObjIntConsumer<byte[]> action) {
      sets.forEach((database, keys) -> keys.forEach(key -> action.accept(key, database)));
    }
  }
}
