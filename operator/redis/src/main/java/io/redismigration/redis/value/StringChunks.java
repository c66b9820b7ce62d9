package io.redismigration.redis.value;

import io.redismigration.redis.rdb.Lzf;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Hands out a string of any size in pieces. A compressed one is expanded as it goes, with the 8 KiB
 * that references may reach back to kept in front of the piece under way.
 */
final class StringChunks {

  /** The largest piece. */
  static final int CHUNK = 64 << 10;

  private static final int HISTORY = 8 << 10;

  private final Slice slice = new Slice();
  private ByteBuffer expanded;

  /** Bytes of {@link #expanded} that were handed out, and that are filled. */
  private int given;

  private int filled;
  private long total;

  void decode(RdbWindow window, ValueVisitor visitor) throws IOException {
    long length = window.readStringLength();
    switch (window.specialForm()) {
      case -1 -> plain(length, window, visitor);
      case 0 -> number((byte) window.readUnsignedByte(), visitor);
      case 1 -> {
        int low = window.readUnsignedByte();
        number((short) (low | window.readUnsignedByte() << 8), visitor);
      }
      case 2 -> number(window.readInt(), visitor);
      case 3 -> compressed(window, visitor);
      default -> throw window.corrupt("special string form " + window.specialForm());
    }
  }

  private void plain(long length, RdbWindow window, ValueVisitor visitor) throws IOException {
    if (length < 0) {
      throw window.corrupt("length of " + Long.toUnsignedString(length));
    }
    visitor.begin(ValueKind.STRING, length);
    for (long left = length; left > 0; ) {
      int size = window.available(Math.min(left, CHUNK));
      slice.set(window.buffer(), window.position(), size);
      visitor.stringChunk(slice);
      window.skip(size);
      left -= size;
    }
    visitor.end();
  }

  private void number(long value, ValueVisitor visitor) throws IOException {
    slice.setNumber(value);
    visitor.begin(ValueKind.STRING, slice.length());
    visitor.stringChunk(slice);
    visitor.end();
  }

  private void compressed(RdbWindow window, ValueVisitor visitor) throws IOException {
    long stored = window.readCount();
    long length = window.readCount();
    if (!Lzf.isPlausible(stored, length)) {
      throw window.corrupt(stored + " compressed bytes said to hold " + length);
    }
    if (expanded == null) {
      expanded = ByteBuffer.allocateDirect(HISTORY + CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }
    given = 0;
    filled = 0;
    total = 0;
    visitor.begin(ValueKind.STRING, length);
    for (long left = stored; left > 0; ) {
      left -= expandOne(left, length, window, visitor);
    }
    give(visitor);
    if (total != length) {
      throw window.corrupt(
          "compressed string of " + total + " bytes where " + length + " are announced");
    }
    visitor.end();
  }

  /** Expands one run or reference, and says how many bytes of the input it took. */
  private int expandOne(long left, long length, RdbWindow window, ValueVisitor visitor)
      throws IOException {
    int control = window.readUnsignedByte();
    if (control < 32) {
      int run = control + 1;
      requireInput(left, run + 1, window);
      makeRoom(run, length, window, visitor);
      window.ensure(run);
      expanded.put(filled, window.buffer(), window.position(), run);
      window.skip(run);
      filled += run;
      return run + 1;
    }
    int copy = control >>> 5;
    int taken = copy == 7 ? 3 : 2;
    requireInput(left, taken, window);
    if (copy == 7) {
      copy += window.readUnsignedByte();
    }
    copy += 2;
    int back = ((control & 0x1f) << 8 | window.readUnsignedByte()) + 1;
    if (back > total) {
      throw window.corrupt(
          "reference to " + back + " bytes back in a string of " + total + " so far");
    }
    makeRoom(copy, length, window, visitor);
    for (int i = 0; i < copy; i++, filled++) {
      expanded.put(filled, expanded.get(filled - back));
    }
    return taken;
  }

  private void makeRoom(int bytes, long length, RdbWindow window, ValueVisitor visitor)
      throws IOException {
    total += bytes;
    if (total > length) {
      throw window.corrupt("compressed string longer than the " + length + " bytes announced");
    }
    if (filled + bytes > expanded.capacity()) {
      give(visitor);
      expanded.put(0, expanded, filled - HISTORY, HISTORY);
      filled = HISTORY;
      given = HISTORY;
    }
  }

  private void give(ValueVisitor visitor) throws IOException {
    while (filled > given) {
      int size = Math.min(CHUNK, filled - given);
      slice.set(expanded, given, size);
      visitor.stringChunk(slice);
      given += size;
    }
  }

  private static void requireInput(long left, int needed, RdbWindow window) throws RdbException {
    if (needed > left) {
      throw window.corrupt("compressed string that ends inside a run");
    }
  }
}
