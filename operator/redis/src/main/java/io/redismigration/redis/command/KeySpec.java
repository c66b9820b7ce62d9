package io.redismigration.redis.command;

import java.util.Locale;

/**
 * Where some of a command's keys are: one key specification as COMMAND of redis 7.0 and later gives
 * it.
 *
 * @param access what is done to these keys
 * @param begin how the first of them is found
 * @param beginAt for {@code INDEX} the argument; for {@code KEYWORD} the argument to search from, a
 *     negative one counted from the end and searched backwards
 * @param keyword the word before the keys, in upper case; empty unless {@code KEYWORD}
 * @param find how the others are found
 * @param find1 for {@code RANGE} the last key, relative to the first, negative ones to the end; for
 *     {@code KEYNUM} the argument that holds the number of keys, relative to the first found
 * @param find2 for {@code RANGE} the distance from key to key; for {@code KEYNUM} the first key
 * @param find3 for {@code RANGE} by which the rest is divided (0 and 1: not at all); for {@code
 *     KEYNUM} the distance from key to key
 */
record KeySpec(
    Access access,
    Begin begin,
    int beginAt,
    String keyword,
    Find find,
    int find1,
    int find2,
    int find3) {

  enum Access {
    READ,
    WRITE,
    /** No key at all, though it decides the slot: a shard channel. */
    NOT_A_KEY
  }

  enum Begin {
    INDEX,
    KEYWORD,
    UNKNOWN
  }

  enum Find {
    RANGE,
    KEYNUM,
    UNKNOWN
  }

  /** Reads what {@link #toString} writes: {@code W i1 r0,1,0}, {@code R kSTREAMS,1 r-1,1,2}. */
  static KeySpec parse(String text) {
    String[] parts = text.split(" ");
    if (parts.length != 3) {
      throw new IllegalArgumentException("no key specification: '" + text + "'");
    }
    Access access =
        switch (parts[0]) {
          case "R" -> Access.READ;
          case "W" -> Access.WRITE;
          case "N" -> Access.NOT_A_KEY;
          default -> throw new IllegalArgumentException("no access: '" + text + "'");
        };
    Begin begin = Begin.UNKNOWN;
    int beginAt = 0;
    String keyword = "";
    if (parts[1].startsWith("i")) {
      begin = Begin.INDEX;
      beginAt = Integer.parseInt(parts[1].substring(1));
    } else if (parts[1].startsWith("k")) {
      begin = Begin.KEYWORD;
      int comma = parts[1].indexOf(',');
      keyword = parts[1].substring(1, comma).toUpperCase(Locale.ROOT);
      beginAt = Integer.parseInt(parts[1].substring(comma + 1));
    }
    if (parts[2].equals("?")) {
      return new KeySpec(access, begin, beginAt, keyword, Find.UNKNOWN, 0, 0, 0);
    }
    Find find = parts[2].startsWith("r") ? Find.RANGE : Find.KEYNUM;
    String[] numbers = parts[2].substring(1).split(",");
    return new KeySpec(
        access,
        begin,
        beginAt,
        keyword,
        find,
        Integer.parseInt(numbers[0]),
        Integer.parseInt(numbers[1]),
        Integer.parseInt(numbers[2]));
  }

  @Override
  public String toString() {
    String from =
        switch (begin) {
          case INDEX -> "i" + beginAt;
          case KEYWORD -> "k" + keyword + "," + beginAt;
          case UNKNOWN -> "?";
        };
    String to =
        switch (find) {
          case RANGE -> "r" + find1 + "," + find2 + "," + find3;
          case KEYNUM -> "n" + find1 + "," + find2 + "," + find3;
          case UNKNOWN -> "?";
        };
    return access.name().charAt(0) + " " + from + " " + to;
  }
}
