package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Walks the entries of a packed encoding, checking every bound. Reused; allocates nothing. */
abstract class PackedCursor {

  ByteBuffer buffer;
  int start;
  int at;

  /** Index behind the last byte. */
  int end;

  private long fileOffset;

  /**
   * Starts at the first entry of the encoding in {@code blob}.
   *
   * @param offset where it stands in the file, for errors
   */
  final void open(Slice blob, long offset) throws RdbException {
    buffer = blob.buffer();
    start = blob.start();
    at = start;
    end = start + blob.length();
    fileOffset = offset;
    readHeader();
  }

  abstract void readHeader() throws RdbException;

  /** Entries the header tells of, or -1 where only a walk can tell. */
  abstract int count();

  /**
   * Takes the next entry.
   *
   * @return false behind the last one
   */
  abstract boolean next(Slice into) throws RdbException;

  /** Takes an entry that must be there. */
  final void take(Slice into, String what) throws RdbException {
    if (!next(into)) {
      throw corrupt("no " + what + " where one belongs");
    }
  }

  /** Takes an entry that must be an integer. */
  final long takeNumber(Slice into, String what) throws RdbException {
    take(into, what);
    if (!into.isNumber()) {
      throw corrupt(what + " that is no integer");
    }
    return into.number();
  }

  final void requireRoom(long bytes) throws RdbException {
    if (bytes > end - at) {
      throw corrupt("entry that goes beyond its end");
    }
  }

  final RdbException corrupt(String found) {
    return new RdbException(
        RdbException.Reason.Corrupt,
        fileOffset,
        found
            + " (byte "
            + (at - start)
            + " of a "
            + getClass().getSimpleName().toLowerCase(Locale.ROOT)
            + ")");
  }
}
