package io.redismigration.engine.lane;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A command read back from the buffer it was encoded into. Reused. */
final class EncodedCommand {

  private ByteBuffer buffer;
  private int position;
  private int[] starts = new int[8];
  private int[] lengths = new int[8];
  private int count;

  /** Reads the command that begins at {@code start}; it was written by us, so it is well formed. */
  EncodedCommand read(ByteBuffer from, int start) {
    buffer = from;
    position = start;
    count = number();
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
    }
    for (int i = 0; i < count; i++) {
      lengths[i] = number();
      starts[i] = position;
      position += lengths[i] + 2;
    }
    return this;
  }

  /** Arguments, the name included. */
  int count() {
    return count;
  }

  byte[] argument(int index) {
    byte[] bytes = new byte[lengths[index]];
    buffer.get(starts[index], bytes);
    return bytes;
  }

  int argumentStart(int index) {
    return starts[index];
  }

  int argumentLength(int index) {
    return lengths[index];
  }

  boolean argumentEquals(int index, byte[] bytes) {
    return bytes.length == lengths[index] && Arrays.equals(bytes, argument(index));
  }

  /** The digits between a mark and a line end. */
  private int number() {
    int value = 0;
    position++;
    for (byte b = buffer.get(position++); b != '\r'; b = buffer.get(position++)) {
      value = value * 10 + (b - '0');
    }
    position++;
    return value;
  }
}
