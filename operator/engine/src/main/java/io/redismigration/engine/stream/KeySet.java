package io.redismigration.engine.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A set of keys in one byte array: open addressing over an arena, so that adding one allocates
 * nothing until the arena has to grow. Bounded in bytes. For one thread.
 */
final class KeySet {
  private static final int FIRST_SLOTS = 256;
  private static final int FIRST_ARENA = 8 * 1024;
  private static final int LENGTH_BYTES = 4;
  private static final int MOST_COPIED = 4 << 20;

  private final int limitBytes;
  private byte[] arena = new byte[FIRST_ARENA];
  private int used;

  /** Position in the arena plus one; 0 is free. */
  private int[] slots = new int[FIRST_SLOTS];

  private int size;

  /**
   * @param limitBytes the most that keys and their lengths may take, in bytes
   */
  KeySet(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  int size() {
    return size;
  }

  /** Memory taken by keys, in bytes. */
  int bytes() {
    return used;
  }

  void clear() {
    used = 0;
    size = 0;
    Arrays.fill(slots, 0);
  }

  /**
   * Adds the key, if it is not there.
   *
   * @return false when there is no room for it: the set is then no longer complete
   */
  boolean add(ByteBuffer from, int position, int length) {
    int hash = hash(from, position, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      if (holds(slots[slot] - 1, from, position, length)) {
        return true;
      }
      slot = (slot + 1) & mask;
    }
    if ((long) used + LENGTH_BYTES + length > limitBytes) {
      return false;
    }
    append(from, position, length);
    slots[slot] = used - length - LENGTH_BYTES + 1;
    size++;
    if (size * 2 > slots.length) {
      rehash();
    }
    return true;
  }

  /** Adds all keys of the other set; false when not all had room. */
  boolean addAll(KeySet other) {
    ByteBuffer keys = ByteBuffer.wrap(other.arena);
    boolean all = true;
    for (int at = 0; at < other.used; ) {
      int length = keys.getInt(at);
      all &= add(keys, at + LENGTH_BYTES, length);
      at += LENGTH_BYTES + length;
    }
    return all;
  }

  boolean contains(ByteBuffer from, int position, int length) {
    int mask = slots.length - 1;
    int slot = hash(from, position, length) & mask;
    while (slots[slot] != 0) {
      if (holds(slots[slot] - 1, from, position, length)) {
        return true;
      }
      slot = (slot + 1) & mask;
    }
    return false;
  }

  /** Hands out a copy of every key, in the order of their first coming. */
  void forEach(Consumer<byte[]> action) {
    for (int at = 0; at < used; ) {
      int length = lengthAt(at);
      int start = at + LENGTH_BYTES;
      action.accept(Arrays.copyOfRange(arena, start, start + length));
      at = start + length;
    }
  }

  /**
   * Copies of some keys, in the order of their first coming: of one at least, and of more while
   * they take no more than 4 MiB.
   *
   * @param at place of the first in the arena: 0, or what {@link #endOf} said of those before
   */
  List<byte[]> copies(int at, int most) {
    List<byte[]> keys = new ArrayList<>();
    for (int next = at;
        next < used && keys.size() < most && next - at < MOST_COPIED;
        next += LENGTH_BYTES + lengthAt(next)) {
      int start = next + LENGTH_BYTES;
      keys.add(Arrays.copyOfRange(arena, start, start + lengthAt(next)));
    }
    return keys;
  }

  /** Place in the arena behind those keys; {@link #bytes} behind the last. */
  static int endOf(int at, List<byte[]> keys) {
    return at + keys.stream().mapToInt(key -> LENGTH_BYTES + key.length).sum();
  }

  private void append(ByteBuffer from, int position, int length) {
    int end = used + LENGTH_BYTES + length;
    if (end > arena.length) {
      long doubled = Math.min(limitBytes, Math.max(end, 2L * arena.length));
      arena = Arrays.copyOf(arena, (int) doubled);
    }
    arena[used] = (byte) (length >>> 24);
    arena[used + 1] = (byte) (length >>> 16);
    arena[used + 2] = (byte) (length >>> 8);
    arena[used + 3] = (byte) length;
    from.get(position, arena, used + LENGTH_BYTES, length);
    used = end;
  }

  private void rehash() {
    int[] wider = new int[slots.length * 2];
    int mask = wider.length - 1;
    ByteBuffer keys = ByteBuffer.wrap(arena);
    for (int at = 0; at < used; ) {
      int length = lengthAt(at);
      int slot = hash(keys, at + LENGTH_BYTES, length) & mask;
      while (wider[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      wider[slot] = at + 1;
      at += LENGTH_BYTES + length;
    }
    slots = wider;
  }

  private int lengthAt(int at) {
    return (arena[at] & 0xff) << 24
        | (arena[at + 1] & 0xff) << 16
        | (arena[at + 2] & 0xff) << 8
        | arena[at + 3] & 0xff;
  }

  private boolean holds(int at, ByteBuffer from, int position, int length) {
    if (lengthAt(at) != length) {
      return false;
    }
    int start = at + LENGTH_BYTES;
    for (int i = 0; i < length; i++) {
      if (arena[start + i] != from.get(position + i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(ByteBuffer from, int position, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + from.get(position + i);
    }
    hash *= 0x9e3779b9;
    return hash ^ hash >>> 15;
  }
}
