package io.redismigration.redis.value;

import java.util.Arrays;

/**
 * The pending entries of one stream group, kept until its consumers say which are theirs: whoever
 * writes a stream by commands needs time, count and consumer together (XCLAIM). 32 bytes per entry,
 * grown as they come. Reused.
 */
public final class PendingEntries {

  private static final int FIELDS = 4;
  private static final int FIRST_CAPACITY = 64;

  private long[] fields = new long[FIRST_CAPACITY * FIELDS];
  private int size;

  /** Forgets the group before. */
  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /**
   * Takes what {@link StreamVisitor#streamPending} tells; ids must ascend, as servers write them.
   */
  public void add(long millis, long sequence, long deliveredAtMillis, long deliveries) {
    int at = size * FIELDS;
    if (size > 0 && compare(fields[at - FIELDS], fields[at - FIELDS + 1], millis, sequence) >= 0) {
      throw new IllegalArgumentException(
          "pending entry "
              + new StreamId(millis, sequence)
              + " does not come after the one before");
    }
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, Math.multiplyExact(2, fields.length));
    }
    fields[at] = millis;
    fields[at + 1] = sequence;
    fields[at + 2] = deliveredAtMillis;
    fields[at + 3] = deliveries;
    size++;
  }

  /** The place of an id, or -1 if it is not pending. */
  public int find(long millis, long sequence) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int order = compare(fields[middle * FIELDS], fields[middle * FIELDS + 1], millis, sequence);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Milliseconds since the epoch of the last delivery of the entry at {@code place}. */
  public long deliveredAtMillis(int place) {
    return fields[place * FIELDS + 2];
  }

  /** How often the entry at {@code place} was delivered. */
  public long deliveries(int place) {
    return fields[place * FIELDS + 3];
  }

  private static int compare(long millis, long sequence, long otherMillis, long otherSequence) {
    int byTime = Long.compareUnsigned(millis, otherMillis);
    return byTime != 0 ? byTime : Long.compareUnsigned(sequence, otherSequence);
  }
}
