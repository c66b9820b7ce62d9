package io.redismigration.redis.rdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Integers as decimal text, which is what an integer encoding stands for; allocates nothing. */
public final class Decimals {

  /** The longest decimal text of a long, in characters. */
  public static final int LONGEST = 20;

  private static final byte[] SMALLEST = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

  private Decimals() {}

  /** Characters of {@code value} in decimal. */
  public static int digits(long value) {
    if (value == Long.MIN_VALUE) {
      return SMALLEST.length;
    }
    int digits = value < 0 ? 2 : 1;
    for (long rest = Math.abs(value); rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /**
   * Writes {@code value} in decimal at {@code at}; {@code digits} as counted by {@link #digits}.
   */
  public static void write(long value, ByteBuffer to, int at, int digits) {
    if (value == Long.MIN_VALUE) {
      to.put(at, SMALLEST);
      return;
    }
    long rest = Math.abs(value);
    int last = at + digits - 1;
    do {
      to.put(last--, (byte) ('0' + rest % 10));
      rest /= 10;
    } while (rest > 0);
    if (value < 0) {
      to.put(at, (byte) '-');
    }
  }
}
