package io.redismigration.redis.rdb;

import io.redismigration.redis.rdb.ValueType.Layout;
import io.redismigration.redis.rdb.ValueType.Part;
import java.io.IOException;

/**
 * Finds the end of a value by its layout alone. Every method answers false as soon as the window
 * would have to keep more than it may; every loop consumes bytes, so a false count ends at the end
 * of the input.
 */
final class ValueSkipper {

  private static final int STREAM_ID = 16;

  private final RdbWindow window;

  ValueSkipper(RdbWindow window) {
    this.window = window;
  }

  /**
   * Passes a value.
   *
   * @param largestString how long a compressed string that is the whole value may become
   */
  boolean skip(ValueType type, long largestString) throws IOException {
    if (type == ValueType.STRING) {
      return skipString(largestString);
    }
    Layout layout = type.layout();
    return window.skip(layout.prefix())
        && switch (layout.form()) {
          case ONE -> skipParts(layout.parts());
          case COUNTED -> skipItems(layout.parts());
          case MODULE -> skipModule();
          case STREAM -> skipStream(type.streamVersion());
          case ARRAY -> skipArray();
        };
  }

  boolean skipString() throws IOException {
    return skipString(Long.MAX_VALUE);
  }

  /** Passes a string that is at most {@code largest} bytes long once expanded. */
  boolean skipString(long largest) throws IOException {
    long length = window.readStringLength();
    return switch (window.specialForm()) {
      case -1 -> length <= largest && window.skip(length);
      case 0 -> window.skip(1);
      case 1 -> window.skip(2);
      case 2 -> window.skip(4);
      case 3 -> skipCompressed(largest);
      default -> throw window.corrupt("special string form " + window.specialForm());
    };
  }

  private boolean skipCompressed(long largest) throws IOException {
    long compressed = window.readCount();
    long expanded = window.readCount();
    if (!Lzf.isPlausible(compressed, expanded)) {
      throw window.corrupt(compressed + " compressed bytes said to hold " + expanded);
    }
    if (expanded > largest) {
      return false;
    }
    return window.skip(compressed);
  }

  private boolean skipItems(Part[] parts) throws IOException {
    for (long left = window.readCount(); left > 0; left--) {
      if (!skipParts(parts)) {
        return false;
      }
    }
    return true;
  }

  private boolean skipParts(Part[] parts) throws IOException {
    for (Part part : parts) {
      boolean within =
          switch (part) {
            case TEXT -> skipString();
            case LENGTH -> skipLength();
            case EIGHT_BYTES -> window.skip(8);
            case DOUBLE_TEXT -> skipDoubleText();
          };
      if (!within) {
        return false;
      }
    }
    return true;
  }

  private boolean skipDoubleText() throws IOException {
    int length = window.readUnsignedByte();
    return window.skip(length >= 253 ? 0 : length);
  }

  boolean skipLength() throws IOException {
    window.readLength();
    return window.skip(0);
  }

  private boolean skipLengths(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      window.readLength();
    }
    return window.skip(0);
  }

  private boolean skipIds() throws IOException {
    for (long left = window.readCount(); left > 0; left--) {
      if (!window.skip(STREAM_ID)) {
        return false;
      }
    }
    return true;
  }

  /** Module id, then values behind their opcodes up to the end opcode. */
  boolean skipModule() throws IOException {
    window.readLength();
    return skipModuleValues();
  }

  boolean skipModuleValues() throws IOException {
    while (true) {
      long opcode = window.readLength();
      boolean within =
          switch ((int) Math.max(-1, Math.min(opcode, 9))) {
            case 0 -> true;
            case 1, 2 -> skipLength();
            case 3 -> window.skip(4);
            case 4 -> window.skip(8);
            case 5 -> skipString();
            default -> throw window.corrupt("module opcode " + Long.toUnsignedString(opcode));
          };
      if (opcode == 0 || !within) {
        return within;
      }
    }
  }

  private boolean skipStream(int version) throws IOException {
    for (long nodes = window.readCount(); nodes > 0; nodes--) {
      if (!skipString() || !skipString()) {
        return false;
      }
    }
    if (!skipLengths(version >= 2 ? 8 : 3)) {
      return false;
    }
    for (long groups = window.readCount(); groups > 0; groups--) {
      if (!skipGroup(version)) {
        return false;
      }
    }
    return version < 4 || skipIdempotency();
  }

  private boolean skipGroup(int version) throws IOException {
    if (!skipString() || !skipLengths(version >= 2 ? 3 : 2)) {
      return false;
    }
    for (long pending = window.readCount(); pending > 0; pending--) {
      if (!window.skip(STREAM_ID + 8)) {
        return false;
      }
      window.readLength();
    }
    for (long consumers = window.readCount(); consumers > 0; consumers--) {
      if (!skipString() || !window.skip(version >= 3 ? 16 : 8) || !skipIds()) {
        return false;
      }
    }
    return version < 5 || skipIds();
  }

  private boolean skipIdempotency() throws IOException {
    if (!skipLengths(2)) {
      return false;
    }
    for (long producers = window.readCount(); producers > 0; producers--) {
      if (!skipString()) {
        return false;
      }
      for (long ids = window.readCount(); ids > 0; ids--) {
        if (!skipString() || !skipLengths(2)) {
          return false;
        }
      }
    }
    return skipLengths(2);
  }

  private boolean skipArray() throws IOException {
    long count = window.readCount();
    if (window.readLength() != 0) {
      window.readLength();
    }
    for (; count > 0; count--) {
      window.readLength();
      long tag = window.readLength();
      boolean within =
          switch ((int) Math.max(-1, Math.min(tag, 9))) {
            case 0, 3 -> skipString();
            case 1, 2 -> window.skip(8);
            default -> throw window.corrupt("array element tag " + Long.toUnsignedString(tag));
          };
      if (!within) {
        return false;
      }
    }
    return true;
  }
}
