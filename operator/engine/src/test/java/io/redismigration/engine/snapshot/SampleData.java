package io.redismigration.engine.snapshot;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Every type a version knows, small and large enough for each of its encodings, in several
 * databases.
 */
final class SampleData {

  static final long FAR = 4_102_444_800_000L;

  /**
   * Scores that are no short binary fractions. DEBUG DIGEST writes them with 17 digits before Redis
   * 7.2 and as short as possible since, so it tells them apart where there is no difference.
   */
  static final String FRACTIONS = "fractions";

  private SampleData() {}

  static void fill(RedisServer server) {
    try (Pipeline to = server.pipeline()) {
      for (int database : new int[] {0, 3, 9}) {
        to.add("SELECT", Integer.toString(database));
        strings(to);
        collections(to, database * 1000 + 10);
        collections(to, 7);
      }
      to.add("SELECT", "0");
      to.add(
          "ZADD", FRACTIONS, "0.1", "a", "1e300", "b", "-3.3333333333333335", "c", "5e-324", "d");
      if (server.version().isAtLeast(5, 0)) {
        streams(to);
      }
      if (server.version().isAtLeast(7, 0)) {
        to.add(
            "FUNCTION",
            "LOAD",
            "#!lua name=lib\nredis.register_function('f', function() return 1 end)");
      }
    }
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void strings(Pipeline to) {
    for (int i = 0; i < 500; i++) {
      to.add("SET", "plain:" + i, "value " + i);
      to.add("SET", "number:" + i, Long.toString((i - 250) * 1_000_003L * i));
    }
    for (int i = 0; i < 100; i++) {
      to.add("SET", "lzf:" + i, "abc".repeat(20 + i));
      to.add("SET", "ttl:" + i, "value " + i);
      to.add("PEXPIREAT", "ttl:" + i, Long.toString(FAR + i));
    }
    to.add("SET", "", "empty key");
    to.add("SET", "empty", "");
    to.add("SET", "compressed and long", "0123456789".repeat(50_000));
    to.add(bytes("SET"), bytes("random and long"), random(300_000, 1));
    to.add(bytes("SET"), bytes("random and long with ttl"), random(200_000, 2));
    to.add("PEXPIREAT", "random and long with ttl", Long.toString(FAR));
    to.add(bytes("SET"), new byte[] {0, 1, -1, '\r', '\n'}, new byte[] {0, '\r', '\n'});
    for (int i = 0; i < 3000; i++) {
      to.add("PFADD", "hll", "e" + i);
    }
  }

  private static void collections(Pipeline to, int size) {
    String suffix = ":" + size;
    for (int i = 0; i < size; i++) {
      to.add("RPUSH", "list" + suffix, "element " + i, Integer.toString(i));
      to.add("SADD", "intset" + suffix, Integer.toString(i * 70_001));
      to.add("SADD", "set" + suffix, "member " + i);
      to.add("ZADD", "zset" + suffix, Double.toString(i * 1.25), "m" + i);
      to.add("HSET", "hash" + suffix, "field " + i, "value " + i);
    }
    for (String key : new String[] {"list", "set", "zset", "hash"}) {
      to.add("PEXPIREAT", key + suffix, Long.toString(FAR + size));
    }
    to.add("ZADD", "zset" + suffix, "inf", "a", "-inf", "b", "-0.5", "c");
    to.add("RPUSH", "list" + suffix, "x".repeat(20_000));
  }

  private static void streams(Pipeline to) {
    for (int i = 1; i <= 2000; i++) {
      to.add("XADD", "stream", i + "-1", "field", "value " + i, "other" + i % 3, "x");
    }
    to.add("XDEL", "stream", "5-1");
    to.add("XGROUP", "CREATE", "stream", "group", "0");
    to.add("XREADGROUP", "GROUP", "group", "alice", "COUNT", "10", "STREAMS", "stream", ">");
    to.add("XACK", "stream", "group", "1-1");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
