package io.redismigration.redis.slot;

import java.nio.ByteBuffer;

/**
 * The hash slot of a key: CRC16/XMODEM of the key, or of what stands in its first pair of braces if
 * that is not empty, modulo 16384 (redis cluster specification; redis 7.0 {@code keyHashSlot}). No
 * allocation.
 */
public final class HashSlot {

  /** Number of slots. */
  public static final int COUNT = 16_384;

  private static final int POLYNOMIAL = 0x1021;
  private static final char[] TABLE = table();

  private HashSlot() {}

  /** The slot of a key. */
  public static int of(byte[] key) {
    return of(ByteBuffer.wrap(key), 0, key.length);
  }

  /** The slot of the key at that place of the buffer; position and limit are not touched. */
  public static int of(ByteBuffer buffer, int start, int length) {
    int end = start + length;
    int open = indexOf(buffer, '{', start, end);
    if (open >= 0) {
      int close = indexOf(buffer, '}', open + 1, end);
      if (close > open + 1) {
        return crc16(buffer, open + 1, close) % COUNT;
      }
    }
    return crc16(buffer, start, end) % COUNT;
  }

  private static int indexOf(ByteBuffer buffer, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer.get(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** CRC-16/XMODEM of the bytes from {@code from} to before {@code to}. */
  static int crc16(ByteBuffer buffer, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ buffer.get(i)) & 0xff]) & 0xffff;
    }
    return crc;
  }

  private static char[] table() {
    char[] table = new char[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
      table[i] = (char) crc;
    }
    return table;
  }
}
