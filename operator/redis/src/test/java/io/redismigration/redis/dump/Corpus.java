package io.redismigration.redis.dump;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Every type in every encoding a version writes, and the values at the edges of each. */
final class Corpus {

  /** redis-replicator stumbles over these. */
  static final String PACKED_INFINITIES = "zset:infinities";

  private static final long FAR_FUTURE = 4_102_444_800_000L;

  private final Pipeline to;
  private final Random random = new Random(42);

  private Corpus(Pipeline to) {
    this.to = to;
  }

  static void fill(RedisServer server) {
    try (Pipeline pipeline = server.pipeline()) {
      Corpus corpus = new Corpus(pipeline);
      corpus.strings();
      corpus.lists();
      corpus.sets();
      corpus.sortedSets();
      corpus.hashes();
      if (server.version().isAtLeast(5, 0)) {
        corpus.streams();
      }
      if (server.version().isRedisAtLeast(7, 4) || server.version().isValkeyAtLeast(9, 0)) {
        corpus.expiringFields();
      }
    }
  }

  private void strings() {
    for (String value :
        List.of(
            "",
            "hello",
            "0",
            "-1",
            "127",
            "-128",
            "128",
            "32767",
            "-32769",
            "2147483647",
            "-2147483649",
            "9223372036854775807",
            "007",
            "+1",
            "1.5",
            "HYLL",
            "HYLLnot-a-hyperloglog")) {
      to.add("SET", "string:" + value, value);
    }
    to.add("SET", "string:compressible", "abc".repeat(10_000));
    to.add("SET", "string:run", "x".repeat(300_000));
    to.add(bytes("SET"), bytes("string:random"), randomBytes(70_000));
    to.add("SET", "key:" + "k".repeat(500), "compressed key");
    to.add("SET", "12345", "integer key");
    for (int elements : new int[] {1, 200, 20_000}) {
      for (int from = 0; from < elements; from += 100) {
        many("PFADD", "hll:" + elements, from, Math.min(elements, from + 100), i -> "e" + i);
      }
    }
  }

  private void lists() {
    many("RPUSH", "list:small", 0, 5, i -> "element" + i);
    many("RPUSH", "list:numbers", 0, NUMBERS.length, i -> Long.toString(NUMBERS[i]));
    many("RPUSH", "list:texts", 0, 20, i -> "t".repeat(i * i * 2));
    many("RPUSH", "list:long", 0, 3000, i -> "element " + i + " of many");
    many("RPUSH", "list:large-elements", 0, 4, i -> "abcdefgh".repeat(i * 5000));
    to.add(bytes("RPUSH"), bytes("list:binary"), randomBytes(9000), randomBytes(1), new byte[0]);
  }

  private void sets() {
    many("SADD", "set:int16", 0, 100, i -> Integer.toString(i * 7 - 300));
    many("SADD", "set:int32", 0, 100, i -> Integer.toString(i * 1_000_003));
    many("SADD", "set:int64", 0, NUMBERS.length, i -> Long.toString(NUMBERS[i]));
    many("SADD", "set:small", 0, 20, i -> i % 2 == 0 ? "member" + i : Integer.toString(i));
    many("SADD", "set:large", 0, 1000, i -> "member" + i);
    many("SADD", "set:long-members", 0, 10, i -> "m".repeat(100 + i));
  }

  private void sortedSets() {
    for (String size : List.of("small", "large")) {
      String key = "zset:" + size;
      int score = 0;
      for (String value :
          List.of(
              "0",
              "1",
              "-1",
              "0.1",
              "-2.5",
              "3.14159265358979312",
              "1e300",
              "-1e-300",
              "inf",
              "-inf",
              "9007199254740993",
              "123456789012345678",
              "4.9e-324",
              "1.7976931348623157e308",
              "17.25")) {
        if (size.equals("large") || !value.endsWith("inf")) {
          to.add("ZADD", key, value, "member" + score++);
        }
      }
      for (int i = 0; i < (size.equals("small") ? 20 : 500); i++) {
        to.add("ZADD", key, Double.toString(random.nextGaussian() * 1000), "random" + i);
      }
    }
    to.add("ZADD", PACKED_INFINITIES, "inf", "up", "-inf", "down", "0", "middle");
    to.add("ZADD", "zset:long-members", "1", "z".repeat(100), "2", "12345", "3", "");
  }

  private void hashes() {
    many("HMSET", "hash:small", 0, 20, i -> i % 2 == 0 ? "f" + i : "v" + i);
    many("HMSET", "hash:numbers", 0, NUMBERS.length / 2 * 2, i -> Long.toString(NUMBERS[i]));
    many("HMSET", "hash:large", 0, 2000, i -> "text " + i);
    many("HMSET", "hash:long-values", 0, 10, i -> "v".repeat(i * 150 + 1));
    many("HMSET", "hash:ttl-gone", 0, 20, i -> i % 2 == 0 ? "f" + i : "v" + i);
    to.add("HMSET", "hash:empty", "", "value", "field", "");
  }

  private void streams() {
    for (int i = 0; i < 10; i++) {
      to.add(
          "XADD",
          "stream:small",
          "1000-" + (i + 1),
          "field",
          "value" + i,
          "n",
          Integer.toString(i));
    }
    for (int i = 0; i < 1000; i++) {
      to.add(
          "XADD",
          "stream:large",
          (5000 + i * 3) + "-0",
          "f" + i % 3,
          "v" + i,
          "same",
          "x".repeat(i % 50));
    }
    for (int i = 0; i < 1000; i += 7) {
      to.add("XDEL", "stream:large", (5000 + i * 3) + "-0");
    }
    to.add("XADD", "stream:empty", "7-7", "a", "b");
    to.add("XGROUP", "CREATE", "stream:empty", "idle", "0");
    to.add("XDEL", "stream:empty", "7-7");
    to.add("XADD", "stream:edge", "18446744073709551614-18446744073709551615", "f", "v");
    to.add("XGROUP", "CREATE", "stream:large", "readers", "0");
    to.add("XGROUP", "CREATE", "stream:large", "tail", "$");
    to.add(
        "XREADGROUP", "GROUP", "readers", "alice", "COUNT", "50", "STREAMS", "stream:large", ">");
    to.add("XREADGROUP", "GROUP", "readers", "bob", "COUNT", "20", "STREAMS", "stream:large", ">");
    to.add("XACK", "stream:large", "readers", "5003-0", "5006-0");
    to.add(
        "XCLAIM",
        "stream:large",
        "readers",
        "carol",
        "0",
        "5009-0",
        "TIME",
        "1600000000000",
        "RETRYCOUNT",
        "9");
  }

  private void expiringFields() {
    many("HSET", "hash:ttl-small", 0, 20, i -> i % 2 == 0 ? "f" + i : "v" + i);
    to.add("HPEXPIREAT", "hash:ttl-small", Long.toString(FAR_FUTURE), "FIELDS", "2", "f0", "f4");
    to.add("HPEXPIREAT", "hash:ttl-small", Long.toString(FAR_FUTURE + 77), "FIELDS", "1", "f2");
    many("HSET", "hash:ttl-large", 0, 2000, i -> "text " + i);
    for (int i = 0; i < 2000; i += 10) {
      to.add(
          "HPEXPIREAT",
          "hash:ttl-large",
          Long.toString(FAR_FUTURE + i),
          "FIELDS",
          "1",
          "text " + i);
    }
    to.add("HPEXPIREAT", "hash:ttl-gone", Long.toString(FAR_FUTURE), "FIELDS", "1", "f0");
    to.add("HPERSIST", "hash:ttl-gone", "FIELDS", "1", "f0");
  }

  private static final long[] NUMBERS = {
    0,
    1,
    12,
    13,
    63,
    64,
    127,
    128,
    -1,
    -128,
    -129,
    255,
    256,
    4095,
    4096,
    -4096,
    -4097,
    32767,
    32768,
    -32768,
    -32769,
    8388607,
    8388608,
    -8388608,
    -8388609,
    2147483647,
    2147483648L,
    -2147483648L,
    -2147483649L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1_000_000_007
  };

  private void many(String command, String key, int from, int to, IntFunction<String> word) {
    List<String> words = new ArrayList<>(List.of(command, key));
    for (int i = from; i < to; i++) {
      words.add(word.apply(i));
    }
    this.to.add(words.toArray(String[]::new));
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
