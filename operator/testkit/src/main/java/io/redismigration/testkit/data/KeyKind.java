package io.redismigration.testkit.data;

import static io.redismigration.testkit.data.Values.ascii;

import io.redismigration.testkit.ServerVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a key can hold: each type in each encoding some server version gives it. Names speak of the
 * content; the encoding follows from it, by each version's default limits.
 */
public enum KeyKind {
  INTEGER(200, (key, values) -> key.command(Words.SET, values.integer())),
  SHORT_TEXT(200, (key, values) -> key.command(Words.SET, values.text(values.between(0, 39)))),
  RAW_BYTES(150, (key, values) -> key.command(Words.SET, values.binary(values.between(45, 300)))),
  COMPRESSIBLE_TEXT(
      50, (key, values) -> key.command(Words.SET, values.compressible(values.between(500, 4_000)))),
  BINARY_NAME(20, (key, values) -> key.command(Words.SET, values.text(8))),
  LARGE_STRING(0, (key, values) -> key.command(Words.SET, values.binary(1 << 20))),
  SMALL_LIST(80, (key, values) -> key.command(Words.RPUSH, some(2, 10, values, values::element))),
  LONG_LIST(0, (key, values) -> key.commandInParts(Words.RPUSH, many(1_500, values::element), 500)),
  LIST_OF_LARGE_ELEMENTS(0, KeyKind::listOfLargeElements),
  SMALL_INTSET(40, (key, values) -> key.command(Words.SADD, some(1, 12, values, values::integer))),
  NARROW_INTSET(
      10,
      (key, values) ->
          key.command(Words.SADD, some(1, 50, values, () -> ascii(values.below(30_000))))),
  LARGE_INTEGER_SET(
      0, (key, values) -> key.commandInParts(Words.SADD, many(2_000, values::integer), 500)),
  SMALL_SET(
      50, (key, values) -> key.command(Words.SADD, some(1, 12, values, () -> values.text(12)))),
  LARGE_SET(0, (key, values) -> key.commandInParts(Words.SADD, many(1_000, values::element), 500)),
  SMALL_ZSET(
      80,
      (key, values) ->
          key.command(Words.ZADD, pairs(values.between(1, 10), values::score, values::element))),
  LARGE_ZSET(
      0,
      (key, values) ->
          key.commandInParts(
              Words.ZADD, Arrays.asList(pairs(1_000, values::score, values::element)), 500)),
  SMALL_HASH(
      80,
      (key, values) ->
          key.command(Words.HMSET, pairs(values.between(1, 10), values::element, values::element))),
  LARGE_HASH(
      0,
      (key, values) ->
          key.commandInParts(
              Words.HMSET, Arrays.asList(pairs(1_000, values::element, values::element)), 500)),
  HASH_OF_LONG_VALUES(
      5,
      (key, values) ->
          key.command(Words.HMSET, pairs(3, values::element, () -> values.binary(100)))),
  SPARSE_HYPERLOGLOG(
      10, (key, values) -> key.command(Words.PFADD, some(1, 20, values, values::element))),
  DENSE_HYPERLOGLOG(
      0, (key, values) -> key.commandInParts(Words.PFADD, many(3_000, () -> values.text(10)), 500)),
  STREAM(20, from(5, 0), KeyKind::stream),
  LONG_STREAM(0, from(5, 0), KeyKind::longStream),
  EMPTY_STREAM(
      2,
      from(5, 0),
      (key, values) ->
          key.whole(
              Words.XGROUP, Words.CREATE, key.key(), ascii("idle"), ascii("$"), ascii("MKSTREAM"))),
  HASH_WITH_FIELD_EXPIRY(20, KeyKind::expiresFields, KeyKind::hashWithFieldExpiry);

  /**
   * Every expiry of the dataset lies after this moment, the start of the year 2100, in
   * milliseconds.
   */
  static final long EXPIRY_BASE_MILLIS = 4_102_444_800_000L;

  private static final long STREAM_BASE_MILLIS = 1_600_000_000_000L;

  private final int weight;
  private final Predicate<ServerVersion> known;
  private final Recipe recipe;

  @FunctionalInterface
  private interface Recipe {
    void write(KeyWriter key, Values values);
  }

  /** Command words, encoded once. */
  private static final class Words {
    static final byte[] SET = ascii("SET");
    static final byte[] RPUSH = ascii("RPUSH");
    static final byte[] SADD = ascii("SADD");
    static final byte[] ZADD = ascii("ZADD");
    static final byte[] HMSET = ascii("HMSET");
    static final byte[] PFADD = ascii("PFADD");
    static final byte[] XADD = ascii("XADD");
    static final byte[] XGROUP = ascii("XGROUP");
    static final byte[] CREATE = ascii("CREATE");
  }

  KeyKind(int weight, Recipe recipe) {
    this(weight, version -> true, recipe);
  }

  /**
   * @param weight share among many keys; 0 for kinds of which a dataset has one each, or one in
   *     5000 keys
   */
  KeyKind(int weight, Predicate<ServerVersion> known, Recipe recipe) {
    this.weight = weight;
    this.known = known;
    this.recipe = recipe;
  }

  /** Whether servers of that version can hold it. */
  public boolean isKnownTo(ServerVersion version) {
    return known.test(version);
  }

  int weight() {
    return weight;
  }

  /** Adds the commands that make such a key. */
  void write(KeyWriter key, Values values) {
    recipe.write(key, values);
  }

  private static Predicate<ServerVersion> from(int major, int minor) {
    return version -> version.isAtLeast(major, minor);
  }

  /** HPEXPIREAT: Redis from 7.4, Valkey from 9.0. */
  static boolean expiresFields(ServerVersion version) {
    return version.isRedisAtLeast(7, 4) || version.isValkeyAtLeast(9, 0);
  }

  private static byte[][] some(int least, int most, Values values, Supplier<byte[]> each) {
    return many(values.between(least, most), each).toArray(byte[][]::new);
  }

  private static List<byte[]> many(int count, Supplier<byte[]> each) {
    List<byte[]> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(each.get());
    }
    return all;
  }

  private static byte[][] pairs(int count, Supplier<byte[]> first, Supplier<byte[]> second) {
    byte[][] all = new byte[2 * count][];
    for (int i = 0; i < all.length; i += 2) {
      all[i] = first.get();
      all[i + 1] = second.get();
    }
    return all;
  }

  /** Elements around the 4 and 8 KiB at which list nodes end, and some above. */
  private static void listOfLargeElements(KeyWriter key, Values values) {
    for (int length : new int[] {4_000, 4_200, 8_000, 8_192, 8_300, 20_000, 70_000}) {
      key.command(Words.RPUSH, values.binary(length), values.text(20), values.compressible(length));
    }
  }

  private static void stream(KeyWriter key, Values values) {
    int entries = values.between(4, 12);
    addEntries(key, values, entries);
    key.command(ascii("XDEL"), entryId(values.below(entries)));
    readInGroup(key, "workers", values.between(1, entries - 2));
  }

  private static void longStream(KeyWriter key, Values values) {
    addEntries(key, values, 1_000);
    for (int i = 0; i < 1_000; i += 7) {
      key.command(ascii("XDEL"), entryId(i));
    }
    readInGroup(key, "first", 300);
    readInGroup(key, "second", 20);
    key.command(ascii("XACK"), ascii("first"), entryId(1), entryId(2), entryId(50));
  }

  private static void addEntries(KeyWriter key, Values values, int count) {
    for (int i = 0; i < count; i++) {
      byte[] field = i % 5 == 0 ? values.element() : ascii("field");
      key.command(Words.XADD, entryId(i), field, values.element(), ascii("n"), ascii(i));
    }
  }

  /**
   * Two consumers, the first one getting that many entries; one that got nothing would not exist
   * before 7.2.
   */
  private static void readInGroup(KeyWriter key, String group, int count) {
    key.whole(Words.XGROUP, Words.CREATE, key.key(), ascii(group), ascii("0"));
    for (String consumer : List.of("anna", "bert")) {
      key.whole(
          ascii("XREADGROUP"),
          ascii("GROUP"),
          ascii(group),
          ascii(consumer),
          ascii("COUNT"),
          ascii(count),
          ascii("STREAMS"),
          key.key(),
          ascii(">"));
    }
  }

  private static byte[] entryId(int index) {
    return ascii(STREAM_BASE_MILLIS + 10L * index + "-" + index % 3);
  }

  private static void hashWithFieldExpiry(KeyWriter key, Values values) {
    key.command(
        Words.HMSET,
        ascii("a"),
        values.element(),
        ascii("b"),
        values.element(),
        ascii("c"),
        values.element());
    key.command(
        ascii("HPEXPIREAT"),
        ascii(EXPIRY_BASE_MILLIS + values.below(1_000_000)),
        ascii("FIELDS"),
        ascii("2"),
        ascii("a"),
        ascii("b"));
  }
}
