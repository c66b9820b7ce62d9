package io.redismigration.redis.dump;

import io.redismigration.redis.rdb.Crc64;
import io.redismigration.redis.rdb.KeyMeta;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbException.Reason;
import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What DUMP gives and RESTORE takes: type byte, body, RDB version in two bytes and CRC64 in eight,
 * both little endian (cluster.c, createDumpPayload).
 *
 * @param type how the body is laid out
 * @param bodyStart index of the body in the buffer it was parsed from
 * @param bodyLength its length in bytes
 * @param rdbVersion as the footer says
 * @param checksummed false where the footer holds 0, which newer servers write for "not computed"
 */
public record DumpPayload(
    ValueType type, int bodyStart, int bodyLength, int rdbVersion, boolean checksummed) {

  private static final int FOOTER = 10;

  /** From here on the version number is Valkey's. */
  private static final int FIRST_VALKEY_VERSION = 80;

  private static final int FIRST_VERSION_WITH_KEY_META = 13;

  /** Bytes of a payload around a body of {@code bodyLength}. */
  public static int sizeOf(int bodyLength) {
    return 1 + bodyLength + FOOTER;
  }

  /**
   * Writes a payload at the position of {@code to} and advances it by {@link #sizeOf}. Allocates
   * nothing.
   *
   * @param footer the RDB version to claim; see {@link RestoreForm}
   */
  public static void write(
      int type, ByteBuffer body, int bodyStart, int bodyLength, int footer, ByteBuffer to) {
    int start = to.position();
    to.put((byte) type);
    to.put(start + 1, body, bodyStart, bodyLength);
    to.position(start + 1 + bodyLength);
    to.put((byte) footer).put((byte) (footer >>> 8));
    long crc = Crc64.update(0, to, start, to.position() - start);
    to.putLong(to.order() == ByteOrder.LITTLE_ENDIAN ? crc : Long.reverseBytes(crc));
  }

  /**
   * Takes {@code length} bytes from {@code start} as a payload. The body is not looked into.
   *
   * @throws RdbException {@code Truncated}, {@code ChecksumMismatch} or {@code UnknownValueType}
   */
  public static DumpPayload parse(ByteBuffer payload, int start, int length) throws IOException {
    if (length < 1 + FOOTER) {
      throw new RdbException(Reason.Truncated, length, "no room for a type and a footer");
    }
    int footer = start + length - FOOTER;
    int version = payload.get(footer) & 0xff | (payload.get(footer + 1) & 0xff) << 8;
    long stored = littleEndianLong(payload, footer + 2);
    if (stored != 0) {
      long computed = Crc64.update(0, payload, start, length - 8);
      if (stored != computed) {
        throw new RdbException(
            Reason.ChecksumMismatch,
            length - 8L,
            String.format("checksum %016x where %016x belongs", stored, computed));
      }
    }
    RdbFamily family = version >= FIRST_VALKEY_VERSION ? RdbFamily.VALKEY : RdbFamily.REDIS;
    RdbWindow window = RdbWindow.over(payload, start, length - FOOTER);
    int code = window.readUnsignedByte();
    if (code == KeyMeta.OPCODE
        && family == RdbFamily.REDIS
        && version >= FIRST_VERSION_WITH_KEY_META) {
      KeyMeta.skip(window);
      code = window.readUnsignedByte();
    }
    ValueType type = ValueType.of(family, code);
    if (type == null) {
      throw new RdbException(
          Reason.UnknownValueType, window.offset() - 1, "value type " + code + " of " + family);
    }
    int bodyStart = window.position();
    return new DumpPayload(type, bodyStart, footer - bodyStart, version, stored != 0);
  }

  private static long littleEndianLong(ByteBuffer buffer, int at) {
    long value = buffer.getLong(at);
    return buffer.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
  }
}
