package io.redismigration.redis.value;

import io.redismigration.redis.rdb.Decimals;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Some bytes of a buffer: an element as it is handed to a {@link ValueVisitor}. Reused from call to
 * call, so it holds only until the visitor returns; whoever wants to keep the bytes copies them.
 */
public final class Slice {

  private ByteBuffer buffer;
  private int start;
  private int length;
  private boolean isNumber;
  private long number;
  private ByteBuffer digits;

  /** Where the bytes are; its position and limit mean nothing. */
  public ByteBuffer buffer() {
    return buffer;
  }

  public int start() {
    return start;
  }

  public int length() {
    return length;
  }

  /** Puts all bytes at the position of {@code to}. */
  public void putInto(ByteBuffer to) {
    int at = to.position();
    to.position(at + length);
    to.put(at, buffer, start, length);
  }

  public byte[] toByteArray() {
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return bytes;
  }

  /** The bytes as text, for people and tests. */
  @Override
  public String toString() {
    return buffer == null ? "" : new String(toByteArray(), StandardCharsets.UTF_8);
  }

  /** Makes this the {@code count} bytes of {@code bytes} from {@code from}. */
  public void set(ByteBuffer bytes, int from, int count) {
    buffer = bytes;
    start = from;
    length = count;
    isNumber = false;
  }

  /** Makes this the decimal text of {@code value}. */
  public void setNumber(long value) {
    if (digits == null) {
      digits = ByteBuffer.allocateDirect(Decimals.LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    }
    int count = Decimals.digits(value);
    Decimals.write(value, digits, 0, count);
    set(digits, 0, count);
    isNumber = true;
    number = value;
  }

  /** Whether the bytes were stored as an integer, {@link #number()}. */
  boolean isNumber() {
    return isNumber;
  }

  long number() {
    return number;
  }
}
