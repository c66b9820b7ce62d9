package io.redismigration.engine.verify;

import io.redismigration.testkit.RedisServer;
import java.util.List;

/** Keys of many types, each with the smallest change somebody could make to it on the target. */
final class Mutations {
  private Mutations() {}

  /**
   * @param key in database 0
   * @param made command that makes it at the source, words separated by blanks; several by "; "
   * @param changed command that changes it on the target
   * @param verdict what the change is
   */
  record Mutation(String key, String made, String changed, Verdict verdict) {
    void prepare(RedisServer source) {
      run(source, made);
    }

    void spoil(RedisServer target) {
      run(target, changed);
    }

    Difference expected() {
      return new Difference("0:" + key, verdict);
    }
  }

  static List<Mutation> all() {
    return List.of(
        new Mutation("string", "SET string abcdef", "SETRANGE string 5 F", Verdict.VALUE),
        new Mutation("list", "RPUSH list a b c", "LMOVE list list LEFT RIGHT", Verdict.VALUE),
        new Mutation("set", "SADD set a b 3", "SREM set b", Verdict.VALUE),
        new Mutation("zset", "ZADD zset 1 a 2.5 b", "ZINCRBY zset 0.0000001 b", Verdict.VALUE),
        new Mutation("hash", "HSET hash f v g w", "HSET hash g x", Verdict.VALUE),
        new Mutation("hll", "PFADD hll a b c d e", "PFADD hll another", Verdict.VALUE),
        new Mutation(
            "stream",
            "XADD stream 1-1 f v; XADD stream 2-1 f w; XGROUP CREATE stream g 0; "
                + "XREADGROUP GROUP g anna COUNT 2 STREAMS stream >",
            "XACK stream g 2-1",
            Verdict.VALUE),
        new Mutation("gone", "SET gone value", "DEL gone", Verdict.MISSING),
        new Mutation("extra", "DEL extra", "SET extra value", Verdict.EXTRA),
        new Mutation("kind", "SADD kind a", "DEL kind; RPUSH kind a", Verdict.TYPE),
        new Mutation(
            "later",
            "SET later v PXAT 4102444800000",
            "PEXPIREAT later 4102544800000",
            Verdict.TTL),
        new Mutation(
            "sooner",
            "SET sooner v PXAT 4102444800000",
            "PEXPIREAT sooner 4102444799000",
            Verdict.TTL),
        new Mutation("lasting", "SET lasting v PXAT 4102444800000", "PERSIST lasting", Verdict.TTL),
        new Mutation("dying", "SET dying v", "PEXPIREAT dying 4102444800000", Verdict.TTL));
  }

  private static void run(RedisServer server, String commands) {
    for (String command : commands.split("; ")) {
      server.command(command.split(" "));
    }
  }
}
