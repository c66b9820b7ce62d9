package io.redismigration.redis.resp;

import io.redismigration.redis.command.Arguments;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One command of the stream, seen through the parser's window: valid until the parser's next call.
 * Made once and filled again and again.
 */
public final class StreamCommand implements Arguments {

  private static final int INITIAL_ARGUMENTS = 64;
  private static final int RETAINED_ARGUMENTS = 4096;

  private ByteBuffer window;
  private int base;
  private int size;
  private int argc;
  private int[] starts = new int[INITIAL_ARGUMENTS];
  private int[] lengths = new int[INITIAL_ARGUMENTS];
  private long endOffset;

  /** Number of arguments, the name included; at least 1. */
  @Override
  public int argc() {
    return argc;
  }

  /** Where the bytes are; read by absolute position only. */
  @Override
  public ByteBuffer window() {
    return window;
  }

  /** Position of argument {@code index} in the window; 0 is the name. */
  @Override
  public int argStart(int index) {
    return base + starts[index];
  }

  /** Bytes of argument {@code index}. */
  @Override
  public int argLength(int index) {
    return lengths[index];
  }

  /** Position of the whole command, from its asterisk on, in the window. */
  public int start() {
    return base;
  }

  /** Bytes of the whole command as it stood in the stream. */
  public int size() {
    return size;
  }

  /** Stream bytes from where the parser began to this command's end. */
  public long endOffset() {
    return endOffset;
  }

  /** Stream bytes from where the parser began to this command's first byte. */
  public long startOffset() {
    return endOffset - size;
  }

  /**
   * Argument {@code index} as a decimal number. No allocation.
   *
   * @throws NumberFormatException when it is none
   */
  public long argNumber(int index) {
    int length = lengths[index];
    int at = base + starts[index];
    boolean negative = length > 0 && window.get(at) == '-';
    int i = negative ? 1 : 0;
    if (length == i || length > 20) {
      throw new NumberFormatException("argument " + index + " is no number");
    }
    long value = 0;
    for (; i < length; i++) {
      int digit = window.get(at + i) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException("argument " + index + " is no number");
      }
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw new NumberFormatException("argument " + index + " is larger than 64 bits");
      }
      value = value * 10 - digit;
    }
    if (value == Long.MIN_VALUE && !negative) {
      throw new NumberFormatException("argument " + index + " is larger than 64 bits");
    }
    return negative ? value : -value;
  }

  /** A copy of argument {@code index}. */
  public byte[] argBytes(int index) {
    byte[] bytes = new byte[lengths[index]];
    window.get(base + starts[index], bytes);
    return bytes;
  }

  /** A copy of argument {@code index} as UTF-8 text. */
  public String argText(int index) {
    return new String(argBytes(index), StandardCharsets.UTF_8);
  }

  void begin(long expected) {
    argc = 0;
    if (starts.length > RETAINED_ARGUMENTS && expected <= RETAINED_ARGUMENTS) {
      starts = new int[INITIAL_ARGUMENTS];
      lengths = new int[INITIAL_ARGUMENTS];
    }
  }

  void add(int start, int length) {
    if (argc == starts.length) {
      starts = Arrays.copyOf(starts, 2 * argc);
      lengths = Arrays.copyOf(lengths, 2 * argc);
    }
    starts[argc] = start;
    lengths[argc] = length;
    argc++;
  }

  void end(ByteBuffer buffer, int commandStart, int commandSize, long end) {
    window = buffer;
    base = commandStart;
    size = commandSize;
    endOffset = end;
  }

  /** The name and the number of arguments; never their contents, which are users' data. */
  @Override
  public String toString() {
    return argc == 0 ? "no command" : argText(0) + " with " + (argc - 1) + " arguments";
  }
}
