package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;

/** A sorted array of integers of one width (intset.c). */
final class Intset extends PackedCursor {

  private static final int HEADER = 8;

  private int width;
  private long previous;

  @Override
  void readHeader() throws RdbException {
    requireRoom(HEADER);
    width = buffer.getInt(at);
    long count = buffer.getInt(at + 4) & 0xffffffffL;
    if (width != 2 && width != 4 && width != 8) {
      throw corrupt("integers of " + width + " bytes");
    }
    if (HEADER + count * width != end - start) {
      throw corrupt(count + " integers of " + width + " in " + (end - start) + " bytes");
    }
    at += HEADER;
    previous = Long.MIN_VALUE;
  }

  @Override
  int count() {
    return (end - start - HEADER) / width;
  }

  @Override
  boolean next(Slice into) throws RdbException {
    if (at == end) {
      return false;
    }
    long value =
        switch (width) {
          case 2 -> buffer.getShort(at);
          case 4 -> buffer.getInt(at);
          default -> buffer.getLong(at);
        };
    if (value <= previous && at > start + HEADER) {
      throw corrupt("integers that do not ascend");
    }
    previous = value;
    at += width;
    into.setNumber(value);
    return true;
  }
}
