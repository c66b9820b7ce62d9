package io.redismigration.redis.rdb;

/**
 * What the reader may hold in memory. Buffers grow with the bytes that arrive, never with a length
 * that is only announced, so a limit is a bound and not a reservation.
 *
 * @param maxSliceBytes largest body handed out as one slice; a larger one becomes a {@link
 *     RdbEntry.Kind#LARGE_VALUE}
 * @param maxKeyBytes largest key
 * @param maxElementBytes largest single element (list element, field, packed node) of a large
 *     value, aux value or function library
 */
public record RdbLimits(int maxSliceBytes, int maxKeyBytes, int maxElementBytes) {

  private static final int MIB = 1 << 20;

  public RdbLimits {
    if (maxSliceBytes < 1 || maxKeyBytes < 1 || maxElementBytes < 1) {
      throw new IllegalArgumentException("limits are positive numbers of bytes");
    }
    if ((long) maxSliceBytes + maxKeyBytes > Integer.MAX_VALUE - 16 * MIB) {
      throw new IllegalArgumentException("slice and key together must fit one buffer of 2 GiB");
    }
  }

  /** Slices up to 64 MiB, keys and elements up to the servers' own 512 MiB (proto-max-bulk-len). */
  public static RdbLimits defaults() {
    return new RdbLimits(64 * MIB, 512 * MIB, 512 * MIB);
  }
}
