package io.redismigration.redis.rdb;

import java.nio.ByteBuffer;

/**
 * A string as it stands in a buffer: plain, an integer, or compressed. Reused; finds its parts
 * without copying.
 */
final class EncodedString {

  private RdbEntry.StringForm form;
  private int start;
  private int stored;
  private int length;
  private int number;

  /**
   * Takes the string whose length begins at {@code at}; it must be in the buffer as a whole and
   * well formed.
   */
  void set(ByteBuffer buffer, int at) {
    int first = buffer.get(at) & 0xff;
    if (first < 0xc0) {
      form = RdbEntry.StringForm.RAW;
      start = at + lengthBytes(first);
      length = (int) lengthAt(buffer, at, first);
      stored = length;
      return;
    }
    if (first == 0xc3) {
      form = RdbEntry.StringForm.LZF;
      int clen = buffer.get(at + 1) & 0xff;
      int second = at + 1 + lengthBytes(clen);
      int ulen = buffer.get(second) & 0xff;
      stored = (int) lengthAt(buffer, at + 1, clen);
      length = (int) lengthAt(buffer, second, ulen);
      start = second + lengthBytes(ulen);
      return;
    }
    form = RdbEntry.StringForm.INTEGER;
    start = at;
    number =
        switch (first) {
          case 0xc0 -> buffer.get(at + 1);
          case 0xc1 -> (short) (buffer.get(at + 1) & 0xff | buffer.get(at + 2) << 8);
          default -> buffer.getInt(at + 1);
        };
    stored = 0;
    length = Decimals.digits(number);
  }

  RdbEntry.StringForm form() {
    return form;
  }

  /** Index of the first stored byte. */
  int start() {
    return start;
  }

  /** Length once decoded. */
  int length() {
    return length;
  }

  /** Writes the decoded bytes at {@code at}. */
  void write(ByteBuffer from, ByteBuffer to, int at, long fileOffset) throws RdbException {
    switch (form) {
      case RAW -> to.put(at, from, start, length);
      case LZF -> Lzf.expand(from, start, stored, to, at, length, fileOffset);
      case INTEGER -> Decimals.write(number, to, at, length);
    }
  }

  /** The length that begins at {@code at}; it must be in the buffer as a whole. */
  static long lengthAt(ByteBuffer buffer, int at) {
    return lengthAt(buffer, at, buffer.get(at) & 0xff);
  }

  private static int lengthBytes(int first) {
    return switch (first >>> 6) {
      case 0 -> 1;
      case 1 -> 2;
      default -> first == 0x81 ? 9 : 5;
    };
  }

  private static long lengthAt(ByteBuffer buffer, int at, int first) {
    return switch (first >>> 6) {
      case 0 -> first;
      case 1 -> (first & 0x3f) << 8 | buffer.get(at + 1) & 0xff;
      default ->
          first == 0x81
              ? Long.reverseBytes(buffer.getLong(at + 1))
              : Integer.reverseBytes(buffer.getInt(at + 1)) & 0xffffffffL;
    };
  }
}
