package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;

/** The packed encoding of lists, hashes and sorted sets before Redis 7.0 (ziplist.c). */
final class Ziplist extends PackedCursor {

  private static final int HEADER = 10;
  private static final int MANY = 65535;

  private int count;
  private int seen;
  private long tail;
  private int previous;

  @Override
  void readHeader() throws RdbException {
    requireRoom(HEADER + 1);
    if ((buffer.getInt(at) & 0xffffffffL) != end - start) {
      throw corrupt(
          "total of " + (buffer.getInt(at) & 0xffffffffL) + " for " + (end - start) + " bytes");
    }
    tail = buffer.getInt(at + 4) & 0xffffffffL;
    count = buffer.getShort(at + 8) & 0xffff;
    seen = 0;
    at += HEADER;
    previous = at;
    end--;
    if ((buffer.get(end) & 0xff) != 0xff) {
      throw corrupt("no end mark");
    }
  }

  @Override
  int count() {
    return count == MANY ? -1 : count;
  }

  @Override
  boolean next(Slice into) throws RdbException {
    if (at == end) {
      if (count != MANY && count != seen) {
        throw corrupt(seen + " entries where " + count + " are announced");
      }
      if (tail != previous - start) {
        throw corrupt("tail at " + tail + " where " + (previous - start) + " belongs");
      }
      return false;
    }
    int entry = at;
    passPreviousLength(seen == 0 ? 0 : entry - previous);
    requireRoom(1);
    int first = buffer.get(at) & 0xff;
    switch (first >>> 6) {
      case 0 -> {
        at++;
        text(first, into);
      }
      case 1 -> {
        requireRoom(2);
        int length = (first & 0x3f) << 8 | buffer.get(at + 1) & 0xff;
        at += 2;
        text(length, into);
      }
      case 2 -> {
        requireRoom(5);
        long length = Integer.reverseBytes(buffer.getInt(at + 1)) & 0xffffffffL;
        if (first != 0x80) {
          throw corrupt("entry of unknown encoding " + first);
        }
        at += 5;
        text(length, into);
      }
      default -> number(first, into);
    }
    previous = entry;
    seen++;
    return true;
  }

  /**
   * Redis leaves the long form in place when an entry before shrinks, so both forms are legal for
   * small lengths.
   */
  private void passPreviousLength(int expected) throws RdbException {
    long length = buffer.get(at) & 0xff;
    if (length == 254) {
      requireRoom(5);
      length = buffer.getInt(at + 1) & 0xffffffffL;
      at += 5;
    } else {
      at++;
    }
    if (length != expected) {
      throw corrupt("length " + length + " of the entry before, which has " + expected);
    }
  }

  private void number(int first, Slice into) throws RdbException {
    switch (first) {
      case 0xc0 -> {
        requireRoom(3);
        into.setNumber(buffer.getShort(at + 1));
        at += 3;
      }
      case 0xd0 -> {
        requireRoom(5);
        into.setNumber(buffer.getInt(at + 1));
        at += 5;
      }
      case 0xe0 -> {
        requireRoom(9);
        into.setNumber(buffer.getLong(at + 1));
        at += 9;
      }
      case 0xf0 -> {
        requireRoom(4);
        into.setNumber(buffer.getInt(at) >> 8);
        at += 4;
      }
      case 0xfe -> {
        requireRoom(2);
        into.setNumber(buffer.get(at + 1));
        at += 2;
      }
      default -> {
        if (first < 0xf1 || first > 0xfd) {
          throw corrupt("entry of unknown encoding " + first);
        }
        into.setNumber((first & 0x0f) - 1);
        at++;
      }
    }
  }

  private void text(long length, Slice into) throws RdbException {
    requireRoom(length);
    into.set(buffer, at, (int) length);
    at += (int) length;
  }
}
