package io.redismigration.testkit.data;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.waiting.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether two servers hold the same, by the servers' own DEBUG DIGEST, and what differs, by
 * reading every key. Shares nothing with the project's verifier, so that each can be checked by the
 * other. Only for servers without writes at the moment.
 */
public final class Oracle {

  private static final Pattern KEYSPACE = Pattern.compile("db(\\d+):keys=(\\d+)");
  private static final String LOOK_UP_OFTEN =
      "redis.call('SELECT', ARGV[1]) for i = 0, ARGV[2] do redis.call('EXISTS', '') end";
  private static final Duration DIGEST_LIMIT = Duration.ofMinutes(2);
  private static final byte[] START = Values.ascii("0");
  private static final String PAGE = "1000";
  private static final int SHOWN = 10;

  private Oracle() {}

  /**
   * DEBUG DIGEST: keys, values and whether they expire, but not when; not functions, not groups of
   * streams.
   *
   * <p>Redis 2.8 ends with a failed assertion if a key space is being rehashed meanwhile (2.8.19
   * debug.c walks it with an unsafe iterator while getExpire moves buckets), so there the rehashing
   * is brought to its end first.
   */
  public static String debugDigest(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      if (!server.version().isAtLeast(3, 0)) {
        endRehashing(connection);
      }
      connection.timeout(DIGEST_LIMIT);
      return (String) connection.command("DEBUG", "DIGEST");
    }
  }

  /**
   * Whether the same data has the same digest on both: from 7.2 on scores are digested in their
   * shortest form, before with 17 digits (7.0.15 and 7.2 debug.c, xorObjectDigest).
   */
  public static boolean digestsCompare(RedisServer a, RedisServer b) {
    return a.version().isAtLeast(7, 2) == b.version().isAtLeast(7, 2);
  }

  /** Looks at every key, so that those expired are gone. */
  public static void scanAll(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      for (int database : databases(connection)) {
        connection.command("SELECT", Integer.toString(database));
        Scan scan = new Scan(connection);
        while (scan.hasNext()) {
          scan.next();
        }
      }
    }
  }

  /**
   * Returns when both have the same digest, expired keys gone.
   *
   * @return the digest
   * @throws IllegalArgumentException if {@link #digestsCompare} says they never will
   * @throws AssertionError if they have not within the limit; names keys that differ
   */
  public static String awaitSameDigest(RedisServer a, RedisServer b, Duration limit) {
    if (!digestsCompare(a, b)) {
      throw new IllegalArgumentException(
          a + " and " + b + " digest scores differently; use awaitSameData");
    }
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      scanAll(a);
      scanAll(b);
      String digest = debugDigest(a);
      if (digest.equals(debugDigest(b))) {
        return digest;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            a + " and " + b + " differ: " + describe(diff(a, b, key -> false)));
      }
      Waiting.pause();
    }
  }

  /**
   * Returns when both hold the same but for the keys left out, expiries and functions included.
   *
   * @param leftOut by name, bytes outside ASCII escaped
   * @throws AssertionError if they do not within the limit; names keys that differ
   */
  public static void awaitSameData(
      RedisServer a, RedisServer b, Predicate<String> leftOut, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      List<Difference> differences = diff(a, b, leftOut);
      if (differences.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(a + " and " + b + " differ: " + describe(differences));
      }
      Waiting.pause();
    }
  }

  /**
   * As {@link #awaitSameData(RedisServer, RedisServer, Predicate, Duration)}, leaving nothing out.
   */
  public static void awaitSameData(RedisServer a, RedisServer b, Duration limit) {
    awaitSameData(a, b, key -> false, limit);
  }

  /** All that differs; reads every key of both, some ten thousands a second. */
  public static List<Difference> diff(RedisServer a, RedisServer b, Predicate<String> leftOut) {
    boolean fieldExpiry = KeyKind.expiresFields(a.version()) && KeyKind.expiresFields(b.version());
    List<Difference> differences = new ArrayList<>();
    try (RespConnection left = a.connect();
        RespConnection right = b.connect()) {
      TreeSet<Integer> databases = databases(left);
      databases.addAll(databases(right));
      for (int database : databases) {
        left.command("SELECT", Integer.toString(database));
        right.command("SELECT", Integer.toString(database));
        compareAllOf(left, right, database, leftOut, fieldExpiry, differences);
        findExtraOf(right, left, database, leftOut, differences);
      }
      if (a.version().isAtLeast(7, 0) && b.version().isAtLeast(7, 0)) {
        compareFunctions(left, right, differences);
      }
    }
    return differences;
  }

  /** Every lookup moves one bucket with keys in it: as many lookups as keys move them all. */
  private static void endRehashing(RespConnection connection) {
    Matcher line = KEYSPACE.matcher((String) connection.command("INFO", "keyspace"));
    while (line.find()) {
      connection.command("EVAL", LOOK_UP_OFTEN, "0", line.group(1), line.group(2));
    }
  }

  private static void compareAllOf(
      RespConnection left,
      RespConnection right,
      int database,
      Predicate<String> leftOut,
      boolean fieldExpiry,
      List<Difference> differences) {
    Scan scan = new Scan(left);
    while (scan.hasNext()) {
      List<byte[]> keys = scan.next();
      keys.removeIf(key -> leftOut.test(readable(key)));
      List<KeyView> here = KeyView.readAll(left, keys, fieldExpiry);
      List<KeyView> there = KeyView.readAll(right, keys, fieldExpiry);
      for (int i = 0; i < keys.size(); i++) {
        String what = here.get(i).differenceTo(there.get(i));
        if (!what.isEmpty()) {
          differences.add(new Difference(database, readable(keys.get(i)), what));
        }
      }
    }
  }

  private static void findExtraOf(
      RespConnection right,
      RespConnection left,
      int database,
      Predicate<String> leftOut,
      List<Difference> differences) {
    Scan scan = new Scan(right);
    while (scan.hasNext()) {
      List<byte[]> keys = scan.next();
      keys.removeIf(key -> leftOut.test(readable(key)));
      keys.forEach(key -> left.send(Values.ascii("EXISTS"), key));
      left.flush();
      for (byte[] key : keys) {
        if (left.read().equals(0L)) {
          differences.add(new Difference(database, readable(key), "none / present"));
        }
      }
    }
  }

  private static void compareFunctions(
      RespConnection left, RespConnection right, List<Difference> differences) {
    TreeSet<String> here = functions(left);
    TreeSet<String> there = functions(right);
    if (!here.equals(there)) {
      differences.add(new Difference(0, "(functions)", here + " / " + there));
    }
  }

  private static TreeSet<String> functions(RespConnection connection) {
    TreeSet<String> code = new TreeSet<>();
    for (Object library : (List<?>) connection.command("FUNCTION", "LIST", "WITHCODE")) {
      List<?> pairs = (List<?>) library;
      code.add((String) pairs.get(pairs.indexOf("library_code") + 1));
    }
    return code;
  }

  private static TreeSet<Integer> databases(RespConnection connection) {
    TreeSet<Integer> databases = new TreeSet<>();
    Matcher line = KEYSPACE.matcher((String) connection.command("INFO", "keyspace"));
    while (line.find()) {
      databases.add(Integer.valueOf(line.group(1)));
    }
    return databases;
  }

  /** Pages of SCAN over the selected database. */
  private static final class Scan {

    private final RespConnection connection;
    private byte[] cursor = START;
    private boolean begun;

    Scan(RespConnection connection) {
      this.connection = connection;
    }

    boolean hasNext() {
      return !begun || cursor.length != 1 || cursor[0] != '0';
    }

    List<byte[]> next() {
      begun = true;
      List<?> page =
          (List<?>)
              connection.commandBytes(
                  Values.ascii("SCAN"), cursor, Values.ascii("COUNT"), Values.ascii(PAGE));
      cursor = (byte[]) page.get(0);
      List<byte[]> keys = new ArrayList<>();
      for (Object key : (List<?>) page.get(1)) {
        keys.add((byte[]) key);
      }
      return keys;
    }
  }

  private static String readable(byte[] key) {
    StringBuilder text = new StringBuilder(key.length);
    for (char c : new String(key, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format("\\x%02x", (int) c));
      }
    }
    return text.toString();
  }

  private static String describe(List<Difference> differences) {
    StringBuilder text = new StringBuilder().append(differences.size()).append(" differences");
    differences.stream().limit(SHOWN).forEach(one -> text.append("\n  ").append(one));
    return text.toString();
  }
}
