package io.redismigration.redis.value;

import io.redismigration.redis.rdb.Lzf;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the strings of one item together, so that a field is still there when its value has been
 * read: {@link #begin}, {@link #read} each, then {@link #text}. Strings stay in the window; only
 * compressed ones are copied.
 */
final class TextReader {

  /** The most strings an item has. */
  private static final int TEXTS = 2;

  private final int maxBytes;
  private final Slice[] slices = new Slice[TEXTS];
  private final ByteBuffer[] expanded = new ByteBuffer[TEXTS];

  /** Start behind the mark of a string that stays in the window, or -1 for one that was copied. */
  private final int[] starts = new int[TEXTS];

  private final int[] lengths = new int[TEXTS];
  private RdbWindow window;

  TextReader(int maxBytes) {
    this.maxBytes = maxBytes;
    for (int i = 0; i < TEXTS; i++) {
      slices[i] = new Slice();
      expanded[i] = ByteBuffer.allocate(0);
    }
  }

  /** Reads from {@code from} from now on. */
  void attach(RdbWindow from) {
    window = from;
  }

  /** Starts an item; the slices of the one before are void. */
  void begin() {
    window.mark();
  }

  /** Reads the next string into place {@code index}, 0 or 1. */
  void read(int index) throws IOException {
    long length = window.readStringLength();
    starts[index] = -1;
    switch (window.specialForm()) {
      case -1 -> {
        requireSmall(length);
        window.ensure((int) length);
        starts[index] = window.position() - window.marked();
        lengths[index] = (int) length;
        window.skip(length);
      }
      case 0 -> slices[index].setNumber((byte) window.readUnsignedByte());
      case 1 -> {
        int low = window.readUnsignedByte();
        slices[index].setNumber((short) (low | window.readUnsignedByte() << 8));
      }
      case 2 -> slices[index].setNumber(window.readInt());
      case 3 -> expand(index);
      default -> throw window.corrupt("special string form " + window.specialForm());
    }
  }

  /** The string in place {@code index}; holds until more is read from the window. */
  Slice text(int index) {
    if (starts[index] >= 0) {
      slices[index].set(window.buffer(), window.marked() + starts[index], lengths[index]);
    }
    return slices[index];
  }

  private void expand(int index) throws IOException {
    long stored = window.readCount();
    long length = window.readCount();
    if (!Lzf.isPlausible(stored, length)) {
      throw window.corrupt(stored + " compressed bytes said to hold " + length);
    }
    requireSmall(stored);
    requireSmall(length);
    window.ensure((int) stored);
    ByteBuffer to = expanded[index];
    if (to.capacity() < length) {
      to =
          ByteBuffer.allocateDirect((int) Math.min(maxBytes, Math.max(length, 2L * to.capacity())));
      to.order(ByteOrder.LITTLE_ENDIAN);
      expanded[index] = to;
    }
    Lzf.expand(
        window.buffer(), window.position(), (int) stored, to, 0, (int) length, window.offset());
    window.skip(stored);
    slices[index].set(to, 0, (int) length);
  }

  private void requireSmall(long length) throws RdbException {
    if (length < 0 || length > maxBytes) {
      throw window.tooLarge(length);
    }
  }
}
