package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Rewrites a stream into an older layout by leaving out what that layout has no place for: counters
 * (before 7.0), active times (before 7.2), idempotency (before 8.6). Entries are copied as they
 * stand. Reused.
 */
public final class StreamDowngrade {

  private static final int ID_BYTES = 16;

  private final EncodedBody out;
  private RdbWindow window;
  private int copyFrom;

  public StreamDowngrade(EncodedBody out) {
    this.out = out;
  }

  /**
   * @throws RdbException {@code NotRepresentable} for a stream with entries that were given back to
   *     their group, which older servers would take for corruption
   */
  public void rewrite(ValueType from, ByteBuffer body, int start, int length, ValueType to)
      throws IOException {
    out.clear();
    window = RdbWindow.over(body, start, length);
    copyFrom = window.position();
    int has = from.streamVersion();
    int wants = to.streamVersion();
    if (wants < 1 || wants > has) {
      throw new IllegalArgumentException(from + " is no stream that can become " + to);
    }
    for (long nodes = window.readCount(); nodes > 0; nodes--) {
      passString();
      passString();
    }
    passLengths(3);
    if (has >= 2) {
      section(wants >= 2, () -> passLengths(5));
    }
    for (long groups = window.readCount(); groups > 0; groups--) {
      group(has, wants);
    }
    if (has >= 4) {
      section(wants >= 4, this::passIdempotency);
    }
    copyUpToHere();
    if (window.offset() != length) {
      throw window.corrupt((length - window.offset()) + " bytes behind the value");
    }
  }

  private void group(int has, int wants) throws IOException {
    passString();
    passLengths(2);
    if (has >= 2) {
      section(wants >= 2, () -> passLengths(1));
    }
    for (long pending = window.readCount(); pending > 0; pending--) {
      window.skip(ID_BYTES + 8);
      passLengths(1);
    }
    for (long consumers = window.readCount(); consumers > 0; consumers--) {
      passString();
      window.skip(8);
      if (has >= 3) {
        section(wants >= 3, () -> window.skip(8));
      }
      passIds(window.readCount());
    }
    if (has >= 5) {
      section(wants >= 5, () -> passReleased(wants));
    }
  }

  private void passReleased(int wants) throws IOException {
    long released = window.readCount();
    if (released > 0 && wants < 5) {
      throw new RdbException(
          RdbException.Reason.NotRepresentable,
          window.offset(),
          released + " stream entries given back to their group");
    }
    passIds(released);
  }

  private void passIdempotency() throws IOException {
    passLengths(2);
    for (long producers = window.readCount(); producers > 0; producers--) {
      passString();
      for (long ids = window.readCount(); ids > 0; ids--) {
        passString();
        passLengths(2);
      }
    }
    passLengths(2);
  }

  /** A part that only newer layouts have: copied with what surrounds it, or left out. */
  private void section(boolean keep, Part part) throws IOException {
    if (keep) {
      part.pass();
      return;
    }
    copyUpToHere();
    part.pass();
    copyFrom = window.position();
  }

  private void copyUpToHere() throws RdbException {
    out.putBytes(window.buffer(), copyFrom, window.position() - copyFrom);
    copyFrom = window.position();
  }

  private void passIds(long count) throws IOException {
    for (long left = count; left > 0; left--) {
      window.skip(ID_BYTES);
    }
  }

  private void passLengths(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      window.readLength();
    }
  }

  private void passString() throws IOException {
    long length = window.readStringLength();
    switch (window.specialForm()) {
      case -1 -> window.skip(length);
      case 0 -> window.skip(1);
      case 1 -> window.skip(2);
      case 2 -> window.skip(4);
      case 3 -> {
        long stored = window.readCount();
        window.readCount();
        window.skip(stored);
      }
      default -> throw window.corrupt("special string form " + window.specialForm());
    }
  }

  @FunctionalInterface
  private interface Part {
    void pass() throws IOException;
  }
}
