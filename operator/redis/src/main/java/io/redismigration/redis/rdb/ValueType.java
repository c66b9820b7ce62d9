package io.redismigration.redis.rdb;

import static io.redismigration.redis.rdb.ValueType.Part.DOUBLE_TEXT;
import static io.redismigration.redis.rdb.ValueType.Part.EIGHT_BYTES;
import static io.redismigration.redis.rdb.ValueType.Part.LENGTH;
import static io.redismigration.redis.rdb.ValueType.Part.TEXT;

/**
 * How a value is laid out behind its key: the type numbers of both families and the parts a body is
 * made of (rdb.h and rdb.c, Redis 2.6 to 8.8, Valkey 9.1). The reader skips bodies by this table.
 */
public enum ValueType {
  STRING(0, ValueKind.STRING, single(TEXT)),
  LIST(1, ValueKind.LIST, many(TEXT)),
  SET(2, ValueKind.SET, many(TEXT)),
  ZSET(3, ValueKind.ZSET, many(TEXT, DOUBLE_TEXT)),
  HASH(4, ValueKind.HASH, many(TEXT, TEXT)),
  ZSET_2(5, ValueKind.ZSET, many(TEXT, EIGHT_BYTES)),
  MODULE_2(7, ValueKind.MODULE, Layout.MODULE),
  HASH_ZIPMAP(9, ValueKind.HASH, single(TEXT)),
  LIST_ZIPLIST(10, ValueKind.LIST, single(TEXT)),
  SET_INTSET(11, ValueKind.SET, single(TEXT)),
  ZSET_ZIPLIST(12, ValueKind.ZSET, single(TEXT)),
  HASH_ZIPLIST(13, ValueKind.HASH, single(TEXT)),
  LIST_QUICKLIST(14, ValueKind.LIST, many(TEXT)),
  STREAM_1(15, ValueKind.STREAM, Layout.STREAM),
  HASH_LISTPACK(16, ValueKind.HASH, single(TEXT)),
  ZSET_LISTPACK(17, ValueKind.ZSET, single(TEXT)),
  LIST_QUICKLIST_2(18, ValueKind.LIST, many(LENGTH, TEXT)),
  STREAM_2(19, ValueKind.STREAM, Layout.STREAM),
  SET_LISTPACK(20, ValueKind.SET, single(TEXT)),
  STREAM_3(21, ValueKind.STREAM, Layout.STREAM),
  /** Release candidates of Redis 7.4 only. */
  HASH_METADATA_PRE_GA(22, ValueKind.HASH, many(LENGTH, TEXT, TEXT)),
  /** Release candidates of Redis 7.4 only. */
  HASH_LISTPACK_EX_PRE_GA(23, ValueKind.HASH, single(TEXT)),
  HASH_METADATA(24, ValueKind.HASH, many(LENGTH, TEXT, TEXT).after(8)),
  HASH_LISTPACK_EX(25, ValueKind.HASH, single(TEXT).after(8)),
  STREAM_4(26, ValueKind.STREAM, Layout.STREAM),
  STREAM_5(27, ValueKind.STREAM, Layout.STREAM),
  ARRAY(28, ValueKind.ARRAY, Layout.ARRAY),
  /** Valkey 9.0 on; the only number of that family with a meaning of its own. */
  VALKEY_HASH_2(22, ValueKind.HASH, many(TEXT, TEXT, EIGHT_BYTES));

  /** One field of a repeated item. */
  enum Part {
    /** A string in any of its encodings. */
    TEXT,
    /** A length that is not one of a string. */
    LENGTH,
    /**
     * One byte of length, then a number as text; 253 to 255 stand alone for NaN and the infinities.
     */
    DOUBLE_TEXT,
    /** Eight bytes, little endian. */
    EIGHT_BYTES
  }

  private static final ValueType[] REDIS = byCode(RdbFamily.REDIS);
  private static final ValueType[] VALKEY = byCode(RdbFamily.VALKEY);

  private final int code;
  private final ValueKind kind;
  private final Layout layout;

  ValueType(int code, ValueKind kind, Layout layout) {
    this.code = code;
    this.kind = kind;
    this.layout = layout;
  }

  /**
   * The type behind a number in files and payloads of {@code family}; null where the number means
   * nothing.
   */
  public static ValueType of(RdbFamily family, int code) {
    ValueType[] types = family == RdbFamily.VALKEY ? VALKEY : REDIS;
    return code >= 0 && code < types.length ? types[code] : null;
  }

  /** The number in the file. */
  public int code() {
    return code;
  }

  public ValueKind kind() {
    return kind;
  }

  /** For streams the layout's generation, 1 to 5; 0 for everything else. */
  public int streamVersion() {
    return switch (this) {
      case STREAM_1 -> 1;
      case STREAM_2 -> 2;
      case STREAM_3 -> 3;
      case STREAM_4 -> 4;
      case STREAM_5 -> 5;
      default -> 0;
    };
  }

  /** Whether a value of this type can hold fields with times of their own. */
  public boolean hasFieldTimes() {
    return switch (this) {
      case HASH_METADATA,
          HASH_LISTPACK_EX,
          HASH_METADATA_PRE_GA,
          HASH_LISTPACK_EX_PRE_GA,
          VALKEY_HASH_2 ->
          true;
      default -> false;
    };
  }

  Layout layout() {
    return layout;
  }

  /** Whether files of {@code family} hold this type. */
  public boolean isOf(RdbFamily family) {
    return switch (this) {
      case HASH_METADATA_PRE_GA,
          HASH_LISTPACK_EX_PRE_GA,
          HASH_METADATA,
          HASH_LISTPACK_EX,
          STREAM_4,
          STREAM_5,
          ARRAY ->
          family == RdbFamily.REDIS;
      case VALKEY_HASH_2 -> family == RdbFamily.VALKEY;
      default -> true;
    };
  }

  private static ValueType[] byCode(RdbFamily family) {
    ValueType[] types = new ValueType[32];
    for (ValueType type : values()) {
      if (type.isOf(family)) {
        types[type.code] = type;
      }
    }
    return types;
  }

  private static Layout single(Part... parts) {
    return new Layout(Layout.Form.ONE, 0, parts);
  }

  private static Layout many(Part... parts) {
    return new Layout(Layout.Form.COUNTED, 0, parts);
  }

  /** How a body is skipped: fixed bytes, then one item or a count and that many items. */
  record Layout(Form form, int prefix, Part... parts) {

    static final Layout MODULE = new Layout(Form.MODULE, 0);
    static final Layout STREAM = new Layout(Form.STREAM, 0);
    static final Layout ARRAY = new Layout(Form.ARRAY, 0);

    enum Form {
      ONE,
      COUNTED,
      MODULE,
      STREAM,
      ARRAY
    }

    Layout after(int bytes) {
      return new Layout(form, bytes, parts);
    }
  }
}
