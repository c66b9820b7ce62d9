package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds packed encodings, for tests; longs become integers in the smallest form, strings stay
 * text.
 */
public final class Packed {

  private Packed() {}

  public static byte[] listpack(Object... entries) {
    RdbWriter body = RdbWriter.body();
    for (Object entry : entries) {
      byte[] encoded =
          entry instanceof Number n ? listpackNumber(n.longValue()) : listpackText(text(entry));
      body.raw(encoded).raw(backLength(encoded.length));
    }
    byte[] packed = body.bytes();
    return RdbWriter.body()
        .le32(packed.length + 7)
        .u8(entries.length)
        .u8(entries.length >> 8)
        .raw(packed)
        .u8(0xff)
        .bytes();
  }

  private static byte[] listpackNumber(long n) {
    RdbWriter out = RdbWriter.body();
    if (n >= 0 && n < 128) {
      return out.u8((int) n).bytes();
    }
    if (n >= -4096 && n < 4096) {
      return out.u8(0xc0 | (int) (n >> 8) & 0x1f).u8((int) n).bytes();
    }
    if (n == (short) n) {
      return out.u8(0xf1).u8((int) n).u8((int) n >> 8).bytes();
    }
    if (n >= -(1 << 23) && n < 1 << 23) {
      return out.u8(0xf2).u8((int) n).u8((int) n >> 8).u8((int) n >> 16).bytes();
    }
    return n == (int) n ? out.u8(0xf3).le32((int) n).bytes() : out.u8(0xf4).le64(n).bytes();
  }

  private static byte[] listpackText(byte[] text) {
    RdbWriter out = RdbWriter.body();
    if (text.length < 64) {
      out.u8(0x80 | text.length);
    } else if (text.length < 4096) {
      out.u8(0xe0 | text.length >> 8).u8(text.length);
    } else {
      out.u8(0xf0).le32(text.length);
    }
    return out.raw(text).bytes();
  }

  private static byte[] backLength(int length) {
    List<Integer> groups = new ArrayList<>();
    for (int rest = length; rest > 0 || groups.isEmpty(); rest >>= 7) {
      groups.add(0, rest & 0x7f);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < groups.size(); i++) {
      out.write(groups.get(i) | (i > 0 ? 0x80 : 0));
    }
    return out.toByteArray();
  }

  public static byte[] ziplist(Object... entries) {
    RdbWriter body = RdbWriter.body();
    int previous = 0;
    int tail = 10;
    for (Object entry : entries) {
      tail += previous;
      RdbWriter one = RdbWriter.body();
      if (previous < 254) {
        one.u8(previous);
      } else {
        one.u8(254).le32(previous);
      }
      if (entry instanceof Number n) {
        ziplistNumber(one, n.longValue());
      } else {
        ziplistText(one, text(entry));
      }
      previous = one.bytes().length;
      body.raw(one.bytes());
    }
    byte[] packed = body.bytes();
    return RdbWriter.body()
        .le32(packed.length + 11)
        .le32(tail)
        .u8(entries.length)
        .u8(entries.length >> 8)
        .raw(packed)
        .u8(0xff)
        .bytes();
  }

  private static void ziplistNumber(RdbWriter out, long n) {
    if (n >= 0 && n <= 12) {
      out.u8(0xf1 + (int) n);
    } else if (n == (byte) n) {
      out.u8(0xfe).u8((int) n);
    } else if (n == (short) n) {
      out.u8(0xc0).u8((int) n).u8((int) n >> 8);
    } else if (n >= -(1 << 23) && n < 1 << 23) {
      out.u8(0xf0).u8((int) n).u8((int) n >> 8).u8((int) n >> 16);
    } else if (n == (int) n) {
      out.u8(0xd0).le32((int) n);
    } else {
      out.u8(0xe0).le64(n);
    }
  }

  private static void ziplistText(RdbWriter out, byte[] text) {
    if (text.length < 64) {
      out.u8(text.length);
    } else if (text.length < 16384) {
      out.u8(0x40 | text.length >> 8).u8(text.length);
    } else {
      out.u8(0x80).raw(ByteBuffer.allocate(4).putInt(text.length).array());
    }
    out.raw(text);
  }

  public static byte[] intset(int width, long... values) {
    RdbWriter out = RdbWriter.body().le32(width).le32(values.length);
    for (long value : values) {
      for (int i = 0; i < width; i++) {
        out.u8((int) (value >> 8 * i));
      }
    }
    return out.bytes();
  }

  /** Each value with two bytes to spare. */
  public static byte[] zipmap(String... fieldsAndValues) {
    RdbWriter out = RdbWriter.body().u8(fieldsAndValues.length / 2);
    for (int i = 0; i < fieldsAndValues.length; i++) {
      byte[] text = text(fieldsAndValues[i]);
      if (text.length < 254) {
        out.u8(text.length);
      } else {
        out.u8(254).le32(text.length);
      }
      boolean isValue = i % 2 == 1;
      if (isValue) {
        out.u8(2);
      }
      out.raw(text);
      if (isValue) {
        out.u8('?').u8('?');
      }
    }
    return out.u8(0xff).bytes();
  }

  private static byte[] text(Object entry) {
    return entry.toString().getBytes(StandardCharsets.UTF_8);
  }
}
