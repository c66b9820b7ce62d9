package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A body under construction: a direct buffer that grows up to a limit and is used again for the
 * next one.
 */
public final class EncodedBody {

  private static final int FIRST_CAPACITY = 16 << 10;
  private static final int COUNT_BYTES = 5;

  private final int maxBytes;
  private ByteBuffer buffer;

  /**
   * @param maxBytes the largest body to build; a larger one is {@code TooLarge}
   */
  public EncodedBody(int maxBytes) {
    this.maxBytes = maxBytes;
    this.buffer = allocate(Math.min(FIRST_CAPACITY, maxBytes));
  }

  /** The bytes, from index 0 on. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Number of bytes. */
  public int length() {
    return buffer.position();
  }

  void clear() {
    buffer.clear();
  }

  void putByte(int value) throws RdbException {
    reserve(1);
    buffer.put((byte) value);
  }

  /** Eight bytes, little endian. */
  void putLong(long value) throws RdbException {
    reserve(8);
    buffer.putLong(value);
  }

  void putBytes(ByteBuffer from, int start, int length) throws RdbException {
    reserve(length);
    int at = buffer.position();
    buffer.put(at, from, start, length);
    buffer.position(at + length);
  }

  /** A length in its shortest form; above 32 bits only servers from 4.0 on read it. */
  void putLength(long length) throws RdbException {
    reserve(9);
    if (length >= 0 && length < 1 << 6) {
      buffer.put((byte) length);
    } else if (length >= 0 && length < 1 << 14) {
      buffer.put((byte) (0x40 | length >>> 8)).put((byte) length);
    } else if (length >>> 32 == 0) {
      buffer.put((byte) 0x80).putInt(Integer.reverseBytes((int) length));
    } else {
      buffer.put((byte) 0x81).putLong(Long.reverseBytes(length));
    }
  }

  void putString(Slice text) throws RdbException {
    putLength(text.length());
    putBytes(text.buffer(), text.start(), text.length());
  }

  /** Leaves room for a count that is not known yet, and says where. */
  int reserveCount() throws RdbException {
    reserve(COUNT_BYTES);
    int at = buffer.position();
    buffer.position(at + COUNT_BYTES);
    return at;
  }

  void setCount(int at, int count) {
    buffer.put(at, (byte) 0x80).putInt(at + 1, Integer.reverseBytes(count));
  }

  private void reserve(int bytes) throws RdbException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    long needed = (long) buffer.position() + bytes;
    if (needed > maxBytes) {
      throw new RdbException(
          RdbException.Reason.TooLarge, buffer.position(), "more than " + maxBytes + " bytes");
    }
    ByteBuffer larger =
        allocate((int) Math.min(maxBytes, Math.max(needed, 2L * buffer.capacity())));
    buffer = larger.put(buffer.flip());
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
