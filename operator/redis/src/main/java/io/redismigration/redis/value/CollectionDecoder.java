package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;

/**
 * Decodes lists, sets, sorted sets and hashes: plain ones item by item, packed ones through their
 * cursor.
 */
final class CollectionDecoder {

  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;

  private final TextReader texts;
  private final Ziplist ziplist = new Ziplist();
  private final Listpack listpack = new Listpack();
  private final Intset intset = new Intset();
  private final Zipmap zipmap = new Zipmap();
  private final Slice first = new Slice();
  private final Slice second = new Slice();
  private final Slice third = new Slice();
  private RdbWindow window;
  private ValueVisitor visitor;

  CollectionDecoder(TextReader texts) {
    this.texts = texts;
  }

  void decode(ValueType type, RdbWindow from, ValueVisitor to) throws IOException {
    window = from;
    visitor = to;
    switch (type) {
      case LIST, SET -> plainSingles(type);
      case ZSET, ZSET_2 -> plainScores(type);
      case HASH, HASH_METADATA_PRE_GA, HASH_METADATA, VALKEY_HASH_2 -> plainFields(type);
      case LIST_QUICKLIST, LIST_QUICKLIST_2 -> quicklist(type);
      case LIST_ZIPLIST, ZSET_ZIPLIST, HASH_ZIPLIST -> packed(type, ziplist);
      case SET_INTSET -> packed(type, intset);
      case HASH_ZIPMAP -> packed(type, zipmap);
      case HASH_LISTPACK, ZSET_LISTPACK, SET_LISTPACK, HASH_LISTPACK_EX_PRE_GA ->
          packed(type, listpack);
      case HASH_LISTPACK_EX -> {
        window.readLong();
        packed(type, listpack);
      }
      default -> throw new IllegalArgumentException(type + " is no collection");
    }
    visitor.end();
  }

  private void plainSingles(ValueType type) throws IOException {
    long count = window.readCount();
    visitor.begin(type.kind(), count);
    for (; count > 0; count--) {
      texts.begin();
      texts.read(0);
      if (type == ValueType.LIST) {
        visitor.listElement(texts.text(0));
      } else {
        visitor.setMember(texts.text(0));
      }
      window.release();
    }
  }

  private void plainScores(ValueType type) throws IOException {
    long count = window.readCount();
    visitor.begin(type.kind(), count);
    for (; count > 0; count--) {
      texts.begin();
      texts.read(0);
      double score =
          type == ValueType.ZSET_2 ? Double.longBitsToDouble(window.readLong()) : scoreText();
      visitor.zsetMember(texts.text(0), notNaN(score));
      window.release();
    }
  }

  private double scoreText() throws IOException {
    int length = window.readUnsignedByte();
    switch (length) {
      case 253:
        return Double.NaN;
      case 254:
        return Double.POSITIVE_INFINITY;
      case 255:
        return Double.NEGATIVE_INFINITY;
      default:
        window.ensure(length);
        first.set(window.buffer(), window.position(), length);
        double score = score(first);
        window.skip(length);
        return score;
    }
  }

  private double score(Slice text) throws RdbException {
    try {
      return Scores.parse(text);
    } catch (NumberFormatException e) {
      throw window.corrupt("score that is no number");
    }
  }

  private double notNaN(double score) throws RdbException {
    if (Double.isNaN(score)) {
      throw window.corrupt("score that is not a number");
    }
    return score;
  }

  private void plainFields(ValueType type) throws IOException {
    long base = type == ValueType.HASH_METADATA ? window.readLong() : 0;
    long count = window.readCount();
    visitor.begin(type.kind(), count);
    for (; count > 0; count--) {
      texts.begin();
      long expiresAt =
          switch (type) {
            case HASH_METADATA -> absolute(base, window.readLength());
            case HASH_METADATA_PRE_GA -> absolute(1, window.readLength());
            default -> ValueVisitor.NO_EXPIRY;
          };
      texts.read(0);
      texts.read(1);
      if (type == ValueType.VALKEY_HASH_2) {
        expiresAt = window.readLong();
        if (expiresAt < ValueVisitor.NO_EXPIRY) {
          throw window.corrupt("field that expires at " + expiresAt);
        }
      }
      visitor.hashField(texts.text(0), texts.text(1), expiresAt);
      window.release();
    }
  }

  /**
   * Times are stored one higher than their distance from the smallest, so that 0 can stand for
   * none.
   */
  private long absolute(long base, long distance) throws RdbException {
    if (distance == 0) {
      return ValueVisitor.NO_EXPIRY;
    }
    long time = base + distance - 1;
    if (distance < 0 || time < 0) {
      throw window.corrupt("field that expires at " + Long.toUnsignedString(time));
    }
    return time;
  }

  private void quicklist(ValueType type) throws IOException {
    visitor.begin(type.kind(), -1);
    PackedCursor cursor = type == ValueType.LIST_QUICKLIST ? ziplist : listpack;
    for (long nodes = window.readCount(); nodes > 0; nodes--) {
      long container = type == ValueType.LIST_QUICKLIST ? PACKED_NODE : window.readLength();
      texts.begin();
      texts.read(0);
      if (container == PLAIN_NODE) {
        visitor.listElement(texts.text(0));
      } else if (container == PACKED_NODE) {
        cursor.open(texts.text(0), window.offset());
        elements(type, cursor);
      } else {
        throw window.corrupt("list node of kind " + Long.toUnsignedString(container));
      }
      window.release();
    }
  }

  private void packed(ValueType type, PackedCursor cursor) throws IOException {
    texts.begin();
    texts.read(0);
    cursor.open(texts.text(0), window.offset());
    visitor.begin(type.kind(), cursor.count() < 0 ? -1 : cursor.count() / perElement(type));
    elements(type, cursor);
    window.release();
  }

  private static int perElement(ValueType type) {
    return switch (type) {
      case HASH_LISTPACK_EX, HASH_LISTPACK_EX_PRE_GA -> 3;
      default ->
          switch (type.kind()) {
            case HASH, ZSET -> 2;
            default -> 1;
          };
    };
  }

  private void elements(ValueType type, PackedCursor cursor) throws IOException {
    boolean expiring = perElement(type) == 3;
    while (cursor.next(first)) {
      switch (type.kind()) {
        case LIST -> visitor.listElement(first);
        case SET -> visitor.setMember(first);
        case ZSET -> {
          cursor.take(second, "score");
          visitor.zsetMember(first, notNaN(score(second)));
        }
        default -> {
          cursor.take(second, "value");
          long time = expiring ? cursor.takeNumber(third, "time") : 0;
          visitor.hashField(first, second, absolute(1, time));
        }
      }
    }
  }
}
