package io.redismigration.redis.rdb;

/**
 * What the reader may hold in memory. Buffers grow with the bytes that arrive, never with a length
 * that is only announced, so a limit is a bound and not a reservation. Buffers are direct: the
 * largest of the limits, and half as much again while a buffer grows, must fit the JVM's direct
 * memory.
 *
 * @param maxSliceBytes largest body handed out as one slice; a larger one becomes a {@link
 *     RdbEntry.Kind#LARGE_VALUE}
 * @param maxWholeBytes the same for streams, modules' values and arrays, which lose something, or
 *     everything, when they are taken apart and written piece by piece
 * @param maxKeyBytes largest key
 * @param maxElementBytes largest single element (list element, field, packed node) of a large
 *     value, aux value or function library
 */
public record RdbLimits(
    int maxSliceBytes, int maxWholeBytes, int maxKeyBytes, int maxElementBytes) {

  private static final int MIB = 1 << 20;

  public RdbLimits {
    if (maxSliceBytes < 1 || maxWholeBytes < 1 || maxKeyBytes < 1 || maxElementBytes < 1) {
      throw new IllegalArgumentException("limits are positive numbers of bytes");
    }
    if ((long) Math.max(maxSliceBytes, maxWholeBytes) + maxKeyBytes
        > Integer.MAX_VALUE - 16 * MIB) {
      throw new IllegalArgumentException("slice and key together must fit one buffer of 2 GiB");
    }
  }

  /** One limit for slices of all kinds. */
  public RdbLimits(int maxSliceBytes, int maxKeyBytes, int maxElementBytes) {
    this(maxSliceBytes, maxSliceBytes, maxKeyBytes, maxElementBytes);
  }

  /** The largest body of {@code kind} that is handed out as one slice. */
  int maxSliceBytes(ValueKind kind) {
    return switch (kind) {
      case STREAM, MODULE, ARRAY -> maxWholeBytes;
      case STRING, LIST, SET, ZSET, HASH -> maxSliceBytes;
    };
  }

  /** Slices up to 64 MiB, keys and elements up to the servers' own 512 MiB (proto-max-bulk-len). */
  public static RdbLimits defaults() {
    return new RdbLimits(64 * MIB, 512 * MIB, 512 * MIB);
  }
}
