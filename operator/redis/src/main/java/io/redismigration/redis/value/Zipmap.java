package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;

/**
 * The packed hash before Redis 2.6: fields and values in turn, values with room to grow (zipmap.c).
 */
final class Zipmap extends PackedCursor {

  private static final int MANY = 254;

  private int count;
  private int seen;

  @Override
  void readHeader() throws RdbException {
    requireRoom(2);
    count = buffer.get(at) & 0xff;
    seen = 0;
    at++;
    end--;
    if ((buffer.get(end) & 0xff) != 0xff) {
      throw corrupt("no end mark");
    }
  }

  /** Fields and values together. */
  @Override
  int count() {
    return count >= MANY ? -1 : 2 * count;
  }

  @Override
  boolean next(Slice into) throws RdbException {
    if (at == end) {
      if (count < MANY && 2 * count != seen) {
        throw corrupt(seen + " strings where " + 2 * count + " are announced");
      }
      return false;
    }
    boolean isValue = (seen & 1) == 1;
    long length = buffer.get(at) & 0xff;
    if (length == 254) {
      requireRoom(5);
      length = buffer.getInt(at + 1) & 0xffffffffL;
      at += 5;
    } else if (length == 255) {
      throw corrupt("end mark before the end");
    } else {
      at++;
    }
    int free = 0;
    if (isValue) {
      requireRoom(1);
      free = buffer.get(at++) & 0xff;
    }
    requireRoom(length + free);
    into.set(buffer, at, (int) length);
    at += (int) length + free;
    seen++;
    return true;
  }
}
