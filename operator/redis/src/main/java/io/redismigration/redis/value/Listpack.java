package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;

/** The packed encoding of Redis 7.0 on and of stream nodes since 5.0 (listpack.c). */
final class Listpack extends PackedCursor {

  private static final int HEADER = 6;
  private static final int MANY = 65535;

  private int count;
  private int seen;

  @Override
  void readHeader() throws RdbException {
    requireRoom(HEADER + 1);
    if ((buffer.getInt(at) & 0xffffffffL) != end - start) {
      throw corrupt(
          "total of " + (buffer.getInt(at) & 0xffffffffL) + " for " + (end - start) + " bytes");
    }
    count = buffer.getShort(at + 4) & 0xffff;
    seen = 0;
    at += HEADER;
    end--;
    if ((buffer.get(end) & 0xff) != 0xff) {
      throw corrupt("no end mark");
    }
  }

  @Override
  int count() {
    return count == MANY ? -1 : count;
  }

  /** Goes on where {@code other} stands, as an independent walk. */
  void startAt(Listpack other, Slice blob, long offset) throws RdbException {
    open(blob, offset);
    at = other.at;
    seen = other.seen;
  }

  @Override
  boolean next(Slice into) throws RdbException {
    if (at == end) {
      if (count != MANY && count != seen) {
        throw corrupt(seen + " entries where " + count + " are announced");
      }
      return false;
    }
    int entry = at;
    int first = buffer.get(at) & 0xff;
    if (first < 0x80) {
      at++;
      into.setNumber(first);
    } else if (first < 0xc0) {
      at++;
      text(first & 0x3f, into);
    } else if (first < 0xe0) {
      requireRoom(2);
      int value = (first & 0x1f) << 8 | buffer.get(at + 1) & 0xff;
      at += 2;
      into.setNumber(value >= 1 << 12 ? value - (1 << 13) : value);
    } else if (first < 0xf0) {
      requireRoom(2);
      int length = (first & 0x0f) << 8 | buffer.get(at + 1) & 0xff;
      at += 2;
      text(length, into);
    } else {
      wide(first, into);
    }
    passBackLength(at - entry);
    seen++;
    return true;
  }

  private void wide(int first, Slice into) throws RdbException {
    switch (first) {
      case 0xf0 -> {
        requireRoom(5);
        long length = buffer.getInt(at + 1) & 0xffffffffL;
        at += 5;
        text(length, into);
      }
      case 0xf1 -> {
        requireRoom(3);
        into.setNumber(buffer.getShort(at + 1));
        at += 3;
      }
      case 0xf2 -> {
        requireRoom(4);
        into.setNumber(buffer.getInt(at) >> 8);
        at += 4;
      }
      case 0xf3 -> {
        requireRoom(5);
        into.setNumber(buffer.getInt(at + 1));
        at += 5;
      }
      case 0xf4 -> {
        requireRoom(9);
        into.setNumber(buffer.getLong(at + 1));
        at += 9;
      }
      default -> throw corrupt("entry of unknown encoding " + first);
    }
  }

  private void text(long length, Slice into) throws RdbException {
    requireRoom(length);
    into.set(buffer, at, (int) length);
    at += (int) length;
  }

  /** The length of the entry, seven bits per byte, highest first, all but the first byte marked. */
  private void passBackLength(int size) throws RdbException {
    int bytes = 1;
    for (int rest = size >>> 7; rest > 0; rest >>>= 7) {
      bytes++;
    }
    requireRoom(bytes);
    int rest = size;
    for (int i = bytes - 1; i >= 0; i--, rest >>>= 7) {
      int expected = rest & 0x7f | (i > 0 ? 0x80 : 0);
      if ((buffer.get(at + i) & 0xff) != expected) {
        throw corrupt("length behind an entry that is not the entry's");
      }
    }
    at += bytes;
  }
}
