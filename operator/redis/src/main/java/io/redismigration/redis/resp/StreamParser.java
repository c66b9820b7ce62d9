package io.redismigration.redis.resp;

import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.resp.StreamException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a primary's replication stream into commands. Arguments are slices of one direct buffer, the
 * window: nothing is copied and nothing allocated per command.
 *
 * <p>A command has to fit the window as a whole. The window grows to exactly what a larger command
 * needs, up to the limit, and shrinks back afterwards: a SET of 1 GiB costs 1 GiB of direct memory
 * while it is handled ({@code -XX:MaxDirectMemorySize}, which defaults to the heap's size, must
 * allow it).
 *
 * <p>Bare newlines between commands (a primary's keepalives) are skipped and not counted; every
 * other byte counts, as in the replication offset. Not for several threads.
 */
public final class StreamParser {

  /** A bulk string of 1 GiB and what stands around it: what the default limit lets through. */
  public static final int DEFAULT_LIMIT = (1 << 30) + (128 << 20);

  private static final int DEFAULT_WINDOW = 1 << 20;
  private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 8;
  private static final int FOREIGN_TEXT = 256;

  /** More digits than any length or count has. */
  private static final int MAX_DIGITS = 10;

  private final ByteInput input;
  private final int windowSize;
  private final int limit;
  private ByteBuffer window;

  /** Bytes of the window that hold input; what is before {@code start} has been consumed. */
  private int end;

  private int start;

  /** Where the parse of the command at hand stands, relative to {@code start}. */
  private int at;

  /** Arguments of it still to come; -1 before its argument count was read. */
  private long argumentsLeft = -1;

  /** Who holds the arguments found so far. */
  private StreamCommand partial;

  /** How many bytes from {@code start} on must be there before the parse can go on. */
  private int needed;

  private boolean ended;
  private long consumed;

  /** A window of 1 MiB that grows up to {@link #DEFAULT_LIMIT}. */
  public StreamParser(ByteInput input) {
    this(input, DEFAULT_WINDOW, DEFAULT_LIMIT);
  }

  /**
   * @param windowSize bytes of the window as long as no command needs more
   * @param limit bytes a command may have, its framing included
   */
  public StreamParser(ByteInput input, int windowSize, int limit) {
    if (windowSize < 64 || limit < windowSize || limit > LARGEST_BUFFER) {
      throw new IllegalArgumentException("a window of " + windowSize + " up to " + limit);
    }
    this.input = input;
    this.windowSize = windowSize;
    this.limit = limit;
    this.window = ByteBuffer.allocateDirect(windowSize);
  }

  /**
   * Takes the next command, waiting for input as long as it is not whole. When the input throws (a
   * timeout, say), nothing is lost: call again.
   *
   * @return false when the input ended between two commands
   * @throws ForeignBytesException when something else stands where a command must begin
   * @throws StreamException when the command is malformed, too large or cut off
   */
  public boolean next(StreamCommand into) throws IOException {
    while (!poll(into)) {
      if (ended) {
        if (start == end) {
          return false;
        }
        throw new StreamException(Reason.TRUNCATED, "the stream ends", consumed);
      }
      fill();
    }
    return true;
  }

  /**
   * Takes the next command if it has arrived as a whole; never touches the input.
   *
   * @return false when more input is needed first
   */
  public boolean poll(StreamCommand into) throws IOException {
    if (partial != into) {
      restart(into);
    }
    if (end - start < needed || !parse(into)) {
      return false;
    }
    consumed += at;
    into.end(window, start, at, consumed);
    start += at;
    restart(into);
    return true;
  }

  private void restart(StreamCommand into) {
    partial = into;
    at = 0;
    argumentsLeft = -1;
    needed = 0;
  }

  /** Stream bytes consumed, as the replication offset counts them, since the parser was made. */
  public long consumed() {
    return consumed;
  }

  /** Bytes that have arrived beyond the last command taken. */
  public int buffered() {
    return end - start;
  }

  private boolean parse(StreamCommand into) throws IOException {
    if (argumentsLeft < 0 && !parseCount(into)) {
      return false;
    }
    while (argumentsLeft > 0) {
      if (!parseArgument(into)) {
        return false;
      }
      argumentsLeft--;
    }
    return true;
  }

  private boolean parseCount(StreamCommand into) throws IOException {
    while (start < end && window.get(start) == '\n') {
      start++;
    }
    if (start == end) {
      return need(1);
    }
    if (window.get(start) != '*') {
      return foreign();
    }
    long argc = number(1);
    if (argc < 0) {
      return false;
    }
    if (argc == 0) {
      throw malformed("a command without arguments");
    }
    into.begin(argc);
    argumentsLeft = argc;
    return true;
  }

  private boolean parseArgument(StreamCommand into) throws IOException {
    int from = at;
    if (start + from >= end) {
      return need(from + 1);
    }
    if (window.get(start + from) != '$') {
      throw malformed("an argument without its length");
    }
    long length = number(from + 1);
    if (length < 0) {
      return false;
    }
    long after = at + length + 2;
    if (after > limit) {
      throw new StreamException(
          Reason.TOO_LARGE, "more than " + limit + " bytes in one command", consumed);
    }
    if (after > end - start) {
      at = from;
      return need((int) after);
    }
    int last = start + (int) after - 1;
    if (window.get(last - 1) != '\r' || window.get(last) != '\n') {
      throw malformed("an argument without its end");
    }
    into.add(at, (int) length);
    at = (int) after;
    return true;
  }

  /**
   * A decimal number at {@code offset} and its line end, behind which {@code at} is put; -1 when it
   * has not arrived as a whole.
   */
  private long number(int offset) throws StreamException {
    int from = start + offset;
    int position = from;
    long value = 0;
    while (position < end) {
      int c = window.get(position++);
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        if (position - from > MAX_DIGITS) {
          throw malformed("a length of more than " + MAX_DIGITS + " digits");
        }
      } else if (c == '\r' && position - from > 1) {
        if (position == end) {
          break;
        }
        if (window.get(position) != '\n') {
          throw malformed("a carriage return without its newline");
        }
        at = position + 1 - start;
        return value;
      } else {
        throw malformed("a length that is no number");
      }
    }
    need(end - start + 1);
    return -1;
  }

  private boolean need(int size) {
    needed = size;
    return false;
  }

  private StreamException malformed(String what) {
    return new StreamException(Reason.MALFORMED, what, consumed);
  }

  /** Reports the line once its end is there, or enough of it. */
  private boolean foreign() throws ForeignBytesException {
    int length = 0;
    int most = Math.min(end - start, FOREIGN_TEXT);
    while (length < most && window.get(start + length) != '\n') {
      length++;
    }
    if (length == end - start && length < FOREIGN_TEXT && !ended) {
      return need(length + 1);
    }
    byte[] text = new byte[length];
    window.get(start, text);
    throw new ForeignBytesException(new String(text, StandardCharsets.UTF_8).strip(), consumed);
  }

  /** Reads more, or finds the end of the input. */
  private void fill() throws IOException {
    makeRoom();
    window.limit(window.capacity()).position(end);
    int count;
    try {
      count = input.read(window);
    } finally {
      end = window.position();
      window.clear();
    }
    if (count < 0) {
      ended = true;
      needed = 0;
    }
  }

  /** Makes the window hold what is needed, and moves what it holds to its beginning if need be. */
  private void makeRoom() {
    int held = end - start;
    int capacity = window.capacity();
    boolean shrink = capacity > windowSize && Math.max(needed, held) <= windowSize / 2;
    if (needed > capacity || shrink) {
      ByteBuffer other = ByteBuffer.allocateDirect(shrink ? windowSize : grown(capacity));
      other.put(0, window, start, held);
      window = other;
    } else if (held == 0) {
      start = 0;
      end = 0;
      return;
    } else if (start > 0 && (capacity - end < capacity / 4 || needed > capacity - start)) {
      window.limit(end).position(start);
      window.compact().clear();
    } else {
      return;
    }
    start = 0;
    end = held;
  }

  /** Exactly what a long argument needs; twice as much as before for one of many short ones. */
  private int grown(int capacity) {
    return (int) Math.max(needed, Math.min(2L * capacity, limit));
  }
}
