package io.redismigration.redis.value;

import io.redismigration.redis.rdb.LargeValueConsumer;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;

/**
 * Takes a value apart, element by element, whatever its encoding. {@link #begin}, the elements of
 * that kind, {@link #end}. Slices hold until the method returns.
 */
public interface ValueVisitor extends StreamVisitor, LargeValueConsumer {

  /** A hash field that does not expire. */
  long NO_EXPIRY = -1;

  /**
   * @param size bytes of a string; elements of anything else, or -1 where the encoding does not say
   */
  void begin(ValueKind kind, long size) throws IOException;

  /** The next bytes of a string; a chunk is at least one byte and at most 64 KiB. */
  default void stringChunk(Slice chunk) throws IOException {
    throw new UnsupportedOperationException("stringChunk");
  }

  /** The next element from the head. */
  default void listElement(Slice element) throws IOException {
    throw new UnsupportedOperationException("listElement");
  }

  default void setMember(Slice member) throws IOException {
    throw new UnsupportedOperationException("setMember");
  }

  default void zsetMember(Slice member, double score) throws IOException {
    throw new UnsupportedOperationException("zsetMember");
  }

  /**
   * @param expiresAtMillis milliseconds since the epoch, or {@link #NO_EXPIRY}
   */
  default void hashField(Slice field, Slice value, long expiresAtMillis) throws IOException {
    throw new UnsupportedOperationException("hashField");
  }

  /** Name and encoding version of the module that wrote the value, before its parts. */
  default void moduleId(long id) throws IOException {
    throw new UnsupportedOperationException("moduleId");
  }

  /**
   * @param opcode 1 signed, 2 unsigned, 3 float, 4 double
   * @param bits the number; a float in the lower half
   */
  default void moduleNumber(int opcode, long bits) throws IOException {
    throw new UnsupportedOperationException("moduleNumber");
  }

  default void moduleString(Slice text) throws IOException {
    throw new UnsupportedOperationException("moduleString");
  }

  /**
   * Of an array (Redis 8.8).
   *
   * @param insertIndex where the next element goes, or -1 where it was never set
   */
  default void arrayInfo(long insertIndex) throws IOException {
    throw new UnsupportedOperationException("arrayInfo");
  }

  /**
   * @param index place in the array, unsigned
   */
  default void arrayString(long index, Slice element) throws IOException {
    throw new UnsupportedOperationException("arrayString");
  }

  /**
   * @param bits the integer, or the double's bits if {@code isDouble}
   */
  default void arrayNumber(long index, boolean isDouble, long bits) throws IOException {
    throw new UnsupportedOperationException("arrayNumber");
  }

  void end() throws IOException;

  /** Decodes a value that arrives: any visitor can be given to the reader for a large one. */
  @Override
  default void readBody(ValueType type, RdbWindow body, int maxElementBytes) throws IOException {
    new ValueDecoder(maxElementBytes).decode(type, body, this);
  }
}
