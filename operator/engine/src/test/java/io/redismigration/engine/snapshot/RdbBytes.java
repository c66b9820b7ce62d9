package io.redismigration.engine.snapshot;

import io.redismigration.redis.rdb.ByteInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** An RDB file written by hand, for what no server writes on demand. */
final class RdbBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RdbBytes() {
    raw("REDIS0009".getBytes(StandardCharsets.US_ASCII));
  }

  RdbBytes aux(String key, String value) {
    out.write(250);
    return text(key).text(value);
  }

  RdbBytes string(String key, String value) {
    out.write(0);
    return text(key).text(value);
  }

  RdbBytes expiring(String key, String value, long atMillis) {
    out.write(252);
    raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(atMillis).array());
    return string(key, value);
  }

  /** The end, without a checksum, and what follows it. */
  byte[] endFollowedBy(String rest) {
    out.write(255);
    raw(new byte[8]);
    raw(rest.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  byte[] end() {
    return endFollowedBy("");
  }

  static ByteInput input(byte[] bytes) {
    ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(bytes));
    return channel::read;
  }

  private RdbBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(0x40 | bytes.length >>> 8);
    out.write(bytes.length);
    return raw(bytes);
  }

  private RdbBytes raw(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    return this;
  }
}
