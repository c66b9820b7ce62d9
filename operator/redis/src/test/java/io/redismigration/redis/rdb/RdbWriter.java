package io.redismigration.redis.rdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes RDB files by hand, for tests: every call is one piece as the servers write it. */
public final class RdbWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static RdbWriter redis(int version) {
    return new RdbWriter().ascii(String.format("REDIS%04d", version));
  }

  public static RdbWriter valkey(int version) {
    return new RdbWriter().ascii(String.format("VALKEY%03d", version));
  }

  /** A body alone, without a header. */
  public static RdbWriter body() {
    return new RdbWriter();
  }

  public RdbWriter ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public RdbWriter u8(int value) {
    out.write(value);
    return this;
  }

  public RdbWriter raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public RdbWriter le32(int value) {
    return raw(ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array());
  }

  public RdbWriter le64(long value) {
    return raw(ByteBuffer.allocate(8).putLong(Long.reverseBytes(value)).array());
  }

  public RdbWriter be64(long value) {
    return raw(ByteBuffer.allocate(8).putLong(value).array());
  }

  public RdbWriter len(long length) {
    if (length >= 0 && length < 64) {
      return u8((int) length);
    }
    if (length >= 0 && length < 16384) {
      return u8(0x40 | (int) (length >>> 8)).u8((int) length & 0xff);
    }
    if (length >= 0 && length <= 0xffffffffL) {
      return u8(0x80).raw(ByteBuffer.allocate(4).putInt((int) length).array());
    }
    return u8(0x81).be64(length);
  }

  public RdbWriter str(String text) {
    return str(text.getBytes(StandardCharsets.UTF_8));
  }

  public RdbWriter str(byte[] bytes) {
    return len(bytes.length).raw(bytes);
  }

  /** The smallest integer encoding that holds {@code value}. */
  public RdbWriter integer(int value) {
    if (value == (byte) value) {
      return u8(0xc0).u8(value);
    }
    if (value == (short) value) {
      return u8(0xc1).u8(value & 0xff).u8(value >> 8);
    }
    return u8(0xc2).le32(value);
  }

  /**
   * {@code count} times {@code c} as LZF writes it: one literal, then references of at most 264.
   */
  public RdbWriter lzfRun(char c, int count) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(0);
    packed.write(c);
    int left = count - 1;
    while (left > 0) {
      int run = Math.min(left, 264);
      if (run < 9) {
        for (int i = 0; i < run; i++) {
          packed.write(0);
          packed.write(c);
        }
      } else {
        packed.write(0xe0);
        packed.write(run - 9);
        packed.write(0);
      }
      left -= run;
    }
    return u8(0xc3).len(packed.size()).len(count).raw(packed.toByteArray());
  }

  public RdbWriter selectDb(int database) {
    return u8(254).len(database);
  }

  public RdbWriter aux(String key, String value) {
    return u8(250).str(key).str(value);
  }

  /** A key with a value whose body follows. */
  public RdbWriter key(int type, String key) {
    return u8(type).str(key);
  }

  /** The bytes so far, without an end. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** The whole file: end marker and checksum. */
  public byte[] end() {
    u8(255);
    byte[] before = bytes();
    Crc64 crc = new Crc64();
    crc.update(before, 0, before.length);
    return le64(crc.value()).bytes();
  }
}
