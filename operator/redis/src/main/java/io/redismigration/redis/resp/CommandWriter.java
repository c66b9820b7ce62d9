package io.redismigration.redis.resp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds commands, as RESP arrays of bulk strings, in one direct buffer that grows. No allocation
 * per command once the buffer is large enough. Not for several threads.
 *
 * <p>The caller says how many arguments a command has and then writes exactly that many; nothing
 * here counts.
 */
public final class CommandWriter {

  private static final int DEFAULT_INITIAL = 64 << 10;
  private static final int DEFAULT_RETAINED = 4 << 20;
  private static final int LONGEST_NUMBER = 20;
  private static final byte[] LONG_MIN = ascii("-9223372036854775808");

  /** {@code $n\r\n} for small n, by far the most of all headers. */
  private static final byte[][] SMALL_BULK_HEADERS = headers('$', 1024);

  private static final byte[][] SMALL_ARRAY_HEADERS = headers('*', 1024);

  private final int initialCapacity;
  private final int retainedCapacity;
  private ByteBuffer out;
  private ByteBuffer view;

  /** Starts at 64 KiB and keeps at most 4 MiB between batches. */
  public CommandWriter() {
    this(DEFAULT_INITIAL, DEFAULT_RETAINED);
  }

  /**
   * @param initialCapacity bytes allocated at once
   * @param retainedCapacity bytes kept by {@link #clear()}; what a larger batch needed is given
   *     back
   */
  public CommandWriter(int initialCapacity, int retainedCapacity) {
    this.initialCapacity = Math.max(initialCapacity, 64);
    this.retainedCapacity = Math.max(retainedCapacity, this.initialCapacity);
    use(ByteBuffer.allocateDirect(this.initialCapacity));
  }

  /** Begins a command of {@code argc} arguments, its name included. */
  public CommandWriter begin(int argc) {
    header('*', SMALL_ARRAY_HEADERS, argc);
    return this;
  }

  /** Something encoded beforehand. */
  public CommandWriter put(Fragment fragment) {
    byte[] bytes = fragment.bytes();
    room(bytes.length);
    out.put(bytes);
    return this;
  }

  public CommandWriter arg(byte[] value) {
    return arg(value, 0, value.length);
  }

  public CommandWriter arg(byte[] value, int offset, int length) {
    bulkHeader(length);
    room(length + 2);
    out.put(value, offset, length);
    return endBulk();
  }

  /** Bytes of {@code src} by absolute position; neither its position nor its limit is touched. */
  public CommandWriter arg(ByteBuffer src, int offset, int length) {
    bulkHeader(length);
    raw(src, offset, length);
    return endBulk();
  }

  /** A number in decimal. */
  public CommandWriter arg(long value) {
    int length = value == Long.MIN_VALUE ? LONG_MIN.length : digits(value);
    bulkHeader(length);
    room(LONGEST_NUMBER + 2);
    number(value, length);
    return endBulk();
  }

  /**
   * Text of characters up to 127.
   *
   * @throws IllegalArgumentException when there is another character
   */
  public CommandWriter arg(CharSequence ascii) {
    int length = ascii.length();
    bulkHeader(length);
    room(length + 2);
    for (int i = 0; i < length; i++) {
      char c = ascii.charAt(i);
      if (c > 127) {
        throw new IllegalArgumentException("not ASCII; encode the text first");
      }
      out.put((byte) c);
    }
    return endBulk();
  }

  /** Text in UTF-8; allocates. */
  public CommandWriter utf8(String text) {
    return arg(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Begins an argument whose {@code length} bytes follow through {@link #raw}; then {@link
   * #endBulk}.
   */
  public CommandWriter bulkHeader(int length) {
    header('$', SMALL_BULK_HEADERS, length);
    return this;
  }

  /** Bytes as they are, by absolute position. */
  public CommandWriter raw(ByteBuffer src, int offset, int length) {
    room(length);
    int at = out.position();
    out.put(at, src, offset, length);
    out.position(at + length);
    return this;
  }

  /** Bytes as they are. */
  public CommandWriter raw(byte[] src, int offset, int length) {
    room(length);
    out.put(src, offset, length);
    return this;
  }

  /** One byte as it is. */
  public CommandWriter raw(byte value) {
    room(1);
    out.put(value);
    return this;
  }

  /** Eight bytes, lowest first, as DUMP's checksum wants them. */
  public CommandWriter rawLongLittleEndian(long value) {
    room(Long.BYTES);
    out.putLong(Long.reverseBytes(value));
    return this;
  }

  /** Ends an argument begun with {@link #bulkHeader}. */
  public CommandWriter endBulk() {
    room(2);
    out.put((byte) '\r').put((byte) '\n');
    return this;
  }

  /** Bytes written since the last {@link #clear()}. */
  public int size() {
    return out.position();
  }

  public boolean isEmpty() {
    return out.position() == 0;
  }

  /** Takes back everything after the first {@code size} bytes. */
  public void truncate(int size) {
    if (size < 0 || size > out.position()) {
      throw new IllegalArgumentException("holds " + out.position() + " bytes, not " + size);
    }
    out.position(size);
  }

  /**
   * All that was written, ready to be read; the same object each time, valid until the next write.
   */
  public ByteBuffer buffer() {
    return view.clear().limit(out.position());
  }

  /** Forgets what was written, and gives memory back that only a large batch needed. */
  public void clear() {
    if (out.capacity() > retainedCapacity) {
      use(ByteBuffer.allocateDirect(initialCapacity));
    } else {
      out.clear();
    }
  }

  /** Overwrites what was written with zeros, then clears: for commands that carried a secret. */
  void wipe() {
    for (int i = 0; i < out.capacity(); i++) {
      out.put(i, (byte) 0);
    }
    clear();
  }

  /** Bytes of memory held now. */
  public int capacity() {
    return out.capacity();
  }

  private void use(ByteBuffer buffer) {
    out = buffer;
    view = buffer.duplicate();
  }

  private void header(char mark, byte[][] small, int count) {
    room(LONGEST_NUMBER + 3);
    if (count >= 0 && count < small.length) {
      out.put(small[count]);
    } else if (count < 0) {
      throw new IllegalArgumentException("a length below zero: " + count);
    } else {
      out.put((byte) mark);
      number(count, digits(count));
      out.put((byte) '\r').put((byte) '\n');
    }
  }

  private void room(int bytes) {
    if (out.remaining() < bytes) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    long needed = (long) out.position() + bytes;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "a batch of " + needed + " bytes does not fit one buffer; write it in parts");
    }
    long doubled = Math.min(2L * out.capacity(), Integer.MAX_VALUE - 8);
    ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.max(doubled, needed));
    use(larger.put(out.flip()));
  }

  /** Characters of the number, its sign included. */
  private static int digits(long value) {
    int count = value < 0 ? 2 : 1;
    long rest = value < 0 ? -value : value;
    while (rest >= 10) {
      rest /= 10;
      count++;
    }
    return count;
  }

  private void number(long value, int length) {
    if (value == Long.MIN_VALUE) {
      out.put(LONG_MIN);
      return;
    }
    int start = out.position();
    long rest = value < 0 ? -value : value;
    for (int at = start + length - 1; at >= start; at--) {
      out.put(at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    if (value < 0) {
      out.put(start, (byte) '-');
    }
    out.position(start + length);
  }

  private static byte[][] headers(char mark, int count) {
    byte[][] headers = new byte[count][];
    for (int i = 0; i < count; i++) {
      headers[i] = ascii(mark + Integer.toString(i) + "\r\n");
    }
    return headers;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
