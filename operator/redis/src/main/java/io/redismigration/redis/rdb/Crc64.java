package io.redismigration.redis.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The CRC64 ("Jones") at the end of RDB files and DUMP payloads: polynomial 0xad93d23594c935a9,
 * reflected, start and final value 0 (redis crc64.c). {@code "123456789"} gives 0xe9c6d914c4b8d9ca.
 *
 * <p>Sixteen bytes per step with one table each; allocates nothing. Not safe for several threads at
 * once.
 */
public final class Crc64 {

  private static final long REFLECTED_POLYNOMIAL = 0x95ac9329ac4bc9b5L;
  private static final int STRIDE = 16;

  /**
   * Table k holds, at {@code 256 * k + b}, the effect of byte b when k more zero bytes follow it.
   */
  private static final long[] TABLES = tables();

  private long value;

  /** The checksum of all bytes given since the start or the last {@link #reset}. */
  public long value() {
    return value;
  }

  public void reset() {
    value = 0;
  }

  /**
   * Adds {@code length} bytes from {@code start}, whatever the buffer's position, limit and byte
   * order.
   */
  public void update(ByteBuffer buffer, int start, int length) {
    value = update(value, buffer, start, length);
  }

  /** Adds {@code length} bytes of {@code bytes} from {@code start}. */
  public void update(byte[] bytes, int start, int length) {
    value = update(value, ByteBuffer.wrap(bytes), start, length);
  }

  /** The checksum {@code crc} continued over {@code length} bytes from {@code start}. */
  public static long update(long crc, ByteBuffer buffer, int start, int length) {
    final long[] t = TABLES;
    final boolean swap = buffer.order() != ByteOrder.LITTLE_ENDIAN;
    int at = start;
    int end = start + length;
    for (int last = end - STRIDE; at <= last; at += STRIDE) {
      long a = buffer.getLong(at);
      long b = buffer.getLong(at + 8);
      if (swap) {
        a = Long.reverseBytes(a);
        b = Long.reverseBytes(b);
      }
      crc = folded(t, a ^ crc, 2048) ^ folded(t, b, 0);
    }
    for (; at < end; at++) {
      crc = t[(int) (crc ^ buffer.get(at)) & 0xff] ^ (crc >>> 8);
    }
    return crc;
  }

  private static long folded(long[] t, long x, int base) {
    int low = (int) x;
    int high = (int) (x >>> 32);
    return t[base + 1792 + (low & 0xff)]
        ^ t[base + 1536 + (low >>> 8 & 0xff)]
        ^ t[base + 1280 + (low >>> 16 & 0xff)]
        ^ t[base + 1024 + (low >>> 24)]
        ^ t[base + 768 + (high & 0xff)]
        ^ t[base + 512 + (high >>> 8 & 0xff)]
        ^ t[base + 256 + (high >>> 16 & 0xff)]
        ^ t[base + (high >>> 24)];
  }

  private static long[] tables() {
    long[] tables = new long[256 * STRIDE];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REFLECTED_POLYNOMIAL;
      }
      tables[b] = crc;
    }
    for (int i = 256; i < tables.length; i++) {
      long shorter = tables[i - 256];
      tables[i] = tables[(int) shorter & 0xff] ^ shorter >>> 8;
    }
    return tables;
  }
}
