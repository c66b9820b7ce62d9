package io.redismigration.redis.value;

import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes a value of any type and encoding into visits. Memory is bounded by the largest single
 * element; whatever the bytes, the outcome is the value or an {@link RdbException}. Not safe for
 * several threads.
 */
public final class ValueDecoder {

  private final TextReader texts;
  private final StringChunks strings = new StringChunks();
  private final CollectionDecoder collections;
  private final StreamDecoder streams;

  /**
   * @param maxElementBytes the largest element, field or packed node to hold in memory
   */
  public ValueDecoder(int maxElementBytes) {
    this.texts = new TextReader(maxElementBytes);
    this.collections = new CollectionDecoder(texts);
    this.streams = new StreamDecoder(texts);
  }

  /**
   * Decodes a value of the type numbered {@code code} in {@code family} that fills {@code length}
   * bytes of {@code body} from {@code start}.
   *
   * @throws RdbException {@code UnknownValueType}, or {@code Corrupt} also where bytes are left
   *     over
   */
  public void decode(
      RdbFamily family, int code, ByteBuffer body, int start, int length, ValueVisitor visitor)
      throws IOException {
    decode(typeOf(family, code), body, start, length, visitor);
  }

  /** As above, of a type already known. */
  public void decode(ValueType type, ByteBuffer body, int start, int length, ValueVisitor visitor)
      throws IOException {
    RdbWindow window = RdbWindow.over(body, start, length);
    decode(type, window, visitor);
    if (window.offset() != length) {
      throw window.corrupt((length - window.offset()) + " bytes behind the value");
    }
  }

  /**
   * Decodes a value that is the next thing in {@code body}; more than the value may be read from
   * it.
   */
  public void decode(RdbFamily family, int code, ByteInput body, ValueVisitor visitor)
      throws IOException {
    decode(typeOf(family, code), RdbWindow.over(body), visitor);
  }

  /** Decodes a value of {@code type} that begins at the next byte of {@code window}. */
  public void decode(ValueType type, RdbWindow window, ValueVisitor visitor) throws IOException {
    texts.attach(window);
    switch (type.kind()) {
      case STRING -> strings.decode(window, visitor);
      case STREAM -> streams.decode(type.streamVersion(), window, visitor);
      case MODULE -> module(window, visitor);
      case ARRAY -> array(window, visitor);
      case LIST, SET, ZSET, HASH -> collections.decode(type, window, visitor);
    }
  }

  private static ValueType typeOf(RdbFamily family, int code) throws RdbException {
    ValueType type = ValueType.of(family, code);
    if (type == null) {
      throw new RdbException(
          RdbException.Reason.UnknownValueType, 0, "value type " + code + " of " + family);
    }
    return type;
  }

  private void module(RdbWindow window, ValueVisitor visitor) throws IOException {
    visitor.begin(ValueKind.MODULE, -1);
    visitor.moduleId(window.readLength());
    for (long opcode = window.readLength(); opcode != 0; opcode = window.readLength()) {
      switch ((int) Math.max(-1, Math.min(opcode, 9))) {
        case 1, 2 -> visitor.moduleNumber((int) opcode, window.readLength());
        case 3 -> visitor.moduleNumber(3, window.readInt() & 0xffffffffL);
        case 4 -> visitor.moduleNumber(4, window.readLong());
        case 5 -> {
          texts.begin();
          texts.read(0);
          visitor.moduleString(texts.text(0));
          window.release();
        }
        default -> throw window.corrupt("module opcode " + Long.toUnsignedString(opcode));
      }
    }
    visitor.end();
  }

  private void array(RdbWindow window, ValueVisitor visitor) throws IOException {
    long count = window.readCount();
    visitor.begin(ValueKind.ARRAY, count);
    visitor.arrayInfo(window.readLength() == 0 ? -1 : window.readLength());
    for (; count > 0; count--) {
      long index = window.readLength();
      long tag = window.readLength();
      switch ((int) Math.max(-1, Math.min(tag, 9))) {
        case 0, 3 -> {
          texts.begin();
          texts.read(0);
          visitor.arrayString(index, texts.text(0));
          window.release();
        }
        case 1 -> visitor.arrayNumber(index, false, window.readLong());
        case 2 -> visitor.arrayNumber(index, true, window.readLong());
        default -> throw window.corrupt("array element tag " + Long.toUnsignedString(tag));
      }
    }
    visitor.end();
  }
}
