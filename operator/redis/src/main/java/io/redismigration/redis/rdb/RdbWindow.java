package io.redismigration.redis.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The part of an RDB file that is in memory, and the primitives read from it: bytes, numbers,
 * lengths.
 *
 * <p>Slides over its input and keeps everything behind {@link #mark}; grows only when what is kept
 * has filled it. Without an input it is the whole of a body in memory. All positions handed out are
 * indices into {@link #buffer()} and hold until the next call that may read.
 */
public final class RdbWindow {

  /** Read at once, and the distance over which the checksum finds its bytes still in the cache. */
  private static final int CHUNK = 256 << 10;

  private static final int NO_MARK = -1;

  private final ByteInput input;
  private final Crc64 checksum;
  private ByteBuffer buffer;
  private int position;
  private int end;
  private int mark = NO_MARK;
  private int retainLimit = Integer.MAX_VALUE;
  private int checksummed;
  private long startOffset;
  private int specialForm;

  /** A window that slides over {@code input} and keeps the checksum of all it has passed. */
  RdbWindow(ByteInput input) {
    this.input = input;
    this.checksum = new Crc64();
    this.buffer = allocate(2 * CHUNK);
  }

  private RdbWindow(ByteInput input, ByteBuffer whole, int start, int length) {
    this.input = input;
    this.checksum = null;
    this.buffer = whole;
    this.position = start;
    this.end = start + length;
    this.startOffset = -start;
  }

  /**
   * {@code length} bytes from {@code start} that are all there is; positions in errors count from
   * {@code start}.
   */
  public static RdbWindow over(ByteBuffer body, int start, int length) {
    ByteBuffer view = body.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(start + length);
    return new RdbWindow(null, view, start, length);
  }

  /** A window over a body that arrives from elsewhere. */
  public static RdbWindow over(ByteInput input) {
    return new RdbWindow(input, allocate(CHUNK / 4), 0, 0);
  }

  /** The bytes, little endian; another buffer may take its place whenever more is read. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Index in {@link #buffer()} of the next byte. */
  public int position() {
    return position;
  }

  /** Bytes from the start of the input to the next byte. */
  public long offset() {
    return startOffset + position;
  }

  /** Keeps everything from the next byte on in memory until {@link #release}. */
  public void mark() {
    mark = position;
    retainLimit = Integer.MAX_VALUE;
  }

  /** Index in {@link #buffer()} of the marked byte. */
  public int marked() {
    return mark;
  }

  /** Drops the mark. */
  public void release() {
    mark = NO_MARK;
  }

  /** Lets {@link #skip} pass at most {@code bytes} more while the mark holds. */
  void retainAtMost(int bytes) {
    retainLimit = (int) Math.min(Integer.MAX_VALUE, (long) position - mark + bytes);
  }

  /** Goes back to a byte at or behind the mark. */
  void rewindTo(int index) {
    position = index;
  }

  public int readUnsignedByte() throws IOException {
    ensure(1);
    return buffer.get(position++) & 0xff;
  }

  /** Four bytes, little endian. */
  public int readInt() throws IOException {
    ensure(4);
    int value = buffer.getInt(position);
    position += 4;
    return value;
  }

  /** Eight bytes, little endian. */
  public long readLong() throws IOException {
    ensure(8);
    long value = buffer.getLong(position);
    position += 8;
    return value;
  }

  /** Eight bytes, big endian: the halves of stream ids. */
  public long readLongBigEndian() throws IOException {
    return Long.reverseBytes(readLong());
  }

  /**
   * A length as it stands before a string. After it {@link #specialForm()} says whether it was one.
   *
   * @return the length, unsigned; or, where the form is special, its number
   */
  public long readStringLength() throws IOException {
    int first = readUnsignedByte();
    specialForm = -1;
    switch (first >>> 6) {
      case 0:
        return first;
      case 1:
        return (first & 0x3f) << 8 | readUnsignedByte();
      case 2:
        if (first == 0x81) {
          return readLongBigEndian();
        }
        if (first == 0x80) {
          return Integer.reverseBytes(readInt()) & 0xffffffffL;
        }
        throw corrupt("length that starts with " + first);
      default:
        specialForm = first & 0x3f;
        return specialForm;
    }
  }

  /**
   * After {@link #readStringLength}: -1 for a length, else 0 to 2 for an integer of 1, 2 or 4
   * bytes, 3 for LZF.
   */
  public int specialForm() {
    return specialForm;
  }

  /** A length that counts or numbers something; all 64 bits may be set. */
  public long readLength() throws IOException {
    long length = readStringLength();
    if (specialForm >= 0) {
      throw corrupt("special string form " + specialForm + " where a number belongs");
    }
    return length;
  }

  /** A length that must be a sensible number of things. */
  public long readCount() throws IOException {
    long count = readLength();
    if (count < 0) {
      throw corrupt("count of " + Long.toUnsignedString(count));
    }
    return count;
  }

  /**
   * Passes {@code length} bytes.
   *
   * @return false, without having passed them, if more than allowed would have to be kept for the
   *     mark
   */
  public boolean skip(long length) throws IOException {
    if (length < 0) {
      throw corrupt("length of " + Long.toUnsignedString(length));
    }
    if (mark != NO_MARK) {
      if (length > (long) retainLimit - (position - mark)) {
        return false;
      }
      ensure((int) length);
      position += (int) length;
      return true;
    }
    long left = length;
    while (left > end - position) {
      left -= end - position;
      position = end;
      ensure(1);
    }
    position += (int) left;
    return true;
  }

  /**
   * How many bytes, at least one and at most {@code most}, can be read without waiting for more.
   */
  public int available(long most) throws IOException {
    ensure(1);
    return (int) Math.min(most, end - position);
  }

  /** Makes the next {@code count} bytes present, one after the other, at {@link #position()}. */
  public void ensure(int count) throws IOException {
    if (end - position < count) {
      fill(count);
    }
  }

  /** Whether nothing follows; waits for the input to say so. */
  boolean isAtEnd() throws IOException {
    if (position < end) {
      return false;
    }
    addToChecksum();
    makeRoom(1);
    int read = input.read(buffer.clear());
    end += Math.max(0, read);
    return read < 0;
  }

  /**
   * Makes room for {@code count} bytes behind those that were read from the input, and says where.
   */
  int scratch(int count) throws RdbException {
    if (buffer.capacity() - end < count) {
      addToChecksum();
      int kept = end - keptFrom();
      if ((long) kept + count > Integer.MAX_VALUE - 8) {
        throw tooLarge(count);
      }
      makeRoom(kept + count);
    }
    buffer.limit(buffer.capacity());
    return end;
  }

  /** What is in memory from the next byte on. */
  ByteBuffer unread() {
    return buffer.duplicate().limit(end).position(position).slice();
  }

  /** The checksum of everything up to the next byte. */
  long checksum() {
    addToChecksum();
    return checksum.value();
  }

  public RdbException corrupt(String found) {
    return new RdbException(RdbException.Reason.Corrupt, offset(), found);
  }

  public RdbException tooLarge(long bytes) {
    return new RdbException(
        RdbException.Reason.TooLarge,
        offset(),
        Long.toUnsignedString(bytes) + " bytes in one piece");
  }

  private void fill(int count) throws IOException {
    if (input == null) {
      throw truncated(count);
    }
    addToChecksum();
    while (end - position < count) {
      int free = buffer.capacity() - end;
      int kept = end - keptFrom();
      boolean cheapToMove = kept < CHUNK / 4 && kept < end;
      if (free == 0 || cheapToMove && (free < CHUNK / 4 || end >= CHUNK)) {
        makeRoom(kept == end ? kept + 1 : kept);
      }
      buffer.limit(Math.min(buffer.capacity(), end + CHUNK)).position(end);
      int read = input.read(buffer);
      buffer.clear();
      if (read < 0) {
        throw truncated(count);
      }
      if (read == 0) {
        throw new IOException("the input returned no byte although there was room");
      }
      end += read;
    }
  }

  private RdbException truncated(int count) {
    return new RdbException(
        RdbException.Reason.Truncated,
        startOffset + end,
        "the end, where " + (count - (end - position)) + " more bytes belong");
  }

  private int keptFrom() {
    return mark != NO_MARK ? mark : position;
  }

  /**
   * Moves what must be kept to the front, of a larger buffer if {@code needed} bytes do not fit
   * this one.
   */
  private void makeRoom(int needed) {
    int from = keptFrom();
    ByteBuffer kept = buffer.duplicate().limit(end).position(from);
    ByteBuffer to = buffer;
    if (needed > buffer.capacity()) {
      to = allocate(roomier(needed));
    }
    to.clear();
    to.put(0, kept, from, end - from);
    buffer = to;
    startOffset += from;
    position -= from;
    end -= from;
    checksummed -= from;
    if (mark != NO_MARK) {
      mark = 0;
    }
  }

  /** Twice as large as before, but no larger than what the mark may keep. */
  private int roomier(int needed) {
    long doubled = 2L * buffer.capacity();
    long mostKept = mark != NO_MARK ? (long) retainLimit + CHUNK : Long.MAX_VALUE;
    return (int) Math.min(Math.max(needed, Math.min(doubled, mostKept)), Integer.MAX_VALUE - 8);
  }

  private void addToChecksum() {
    if (checksum != null && checksummed < position) {
      checksum.update(buffer, checksummed, position - checksummed);
      checksummed = position;
    }
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
