package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Verdict.EXTRA;
import static io.redismigration.engine.verify.Verdict.MISSING;
import static io.redismigration.engine.verify.Verdict.TTL;
import static io.redismigration.engine.verify.Verdict.TYPE;
import static io.redismigration.engine.verify.Verdict.VALUE;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerVersion;
import io.redismigration.testkit.client.Pipeline;
import java.util.List;
import java.util.function.Predicate;

/** Keys of many types, each with the smallest change somebody could make to it on the target. */
final class Mutations {
  private static final Predicate<ServerVersion> ANY = version -> true;
  private static final Predicate<ServerVersion> STREAMS = version -> version.isAtLeast(5, 0);
  private static final Predicate<ServerVersion> FIELD_TTLS =
      version -> version.isRedisAtLeast(7, 4) || version.isValkeyAtLeast(9, 0);

  private static final String GROUP =
      "XADD %1$s 1-1 f v; XADD %1$s 2-1 f w; XGROUP CREATE %1$s g 0;"
          + " XREADGROUP GROUP g anna COUNT 2 STREAMS %1$s >";

  private Mutations() {}

  /**
   * @param key in that database, named for the change
   * @param since which servers know the type
   * @param made command that makes it at the source, words separated by blanks; several by "; "
   * @param changed command that changes it on the target
   * @param verdict what the change is
   */
  record Mutation(
      int database,
      String key,
      Predicate<ServerVersion> since,
      String made,
      String changed,
      Verdict verdict) {
    void prepare(RedisServer source) {
      run(source, made);
    }

    void spoil(RedisServer target) {
      run(target, changed);
    }

    Difference expected() {
      return new Difference(database + ":" + key, verdict);
    }

    private void run(RedisServer server, String commands) {
      try (Pipeline pipeline = server.pipeline()) {
        pipeline.add("SELECT", Integer.toString(database));
        for (String command : commands.formatted(key).split("; *")) {
          pipeline.add(command.split(" "));
        }
      }
    }
  }

  /** Those of which both servers know the type. */
  static List<Mutation> between(RedisServer source, RedisServer target) {
    return all().stream()
        .filter(each -> each.since().test(source.version()) && each.since().test(target.version()))
        .toList();
  }

  private static List<Mutation> all() {
    return List.of(
        row("byte", "SET %1$s abcdef", "SETRANGE %1$s 5 F", VALUE),
        row("bit", "SET %1$s abcdef", "SETBIT %1$s 7 0", VALUE),
        row("longer", "SET %1$s 12345", "APPEND %1$s 6", VALUE),
        row("list-element", "RPUSH %1$s a b c", "LSET %1$s 1 x", VALUE),
        row("list-order", "RPUSH %1$s a b c", "RPOPLPUSH %1$s %1$s", VALUE),
        row("set-member", "SADD %1$s a b 3", "SREM %1$s b; SADD %1$s c", VALUE),
        row("intset-member", "SADD %1$s 1 2 3", "SREM %1$s 2; SADD %1$s 4", VALUE),
        row("zset-score", "ZADD %1$s 1 a 2.5 b", "ZINCRBY %1$s 0.0000001 b", VALUE),
        row("zset-member", "ZADD %1$s 1 a 2.5 b", "ZREM %1$s b; ZADD %1$s 2.5 c", VALUE),
        row("hash-value", "HMSET %1$s f v g w", "HSET %1$s g x", VALUE),
        row("hash-field", "HMSET %1$s f v g w", "HDEL %1$s g; HSET %1$s h w", VALUE),
        new Mutation(
            0,
            "hll-register",
            version -> version.isAtLeast(2, 8),
            "PFADD %1$s a b c d e",
            "PFADD %1$s another",
            VALUE),
        stream("stream-entry", "XDEL %1$s 1-1"),
        stream("stream-new-entry", "XADD %1$s 3-1 f v"),
        stream("acknowledged", "XACK %1$s g 2-1"),
        stream("pending-owner", "XCLAIM %1$s g bob 0 2-1 RETRYCOUNT 1 JUSTID"),
        stream("pending-deliveries", "XCLAIM %1$s g anna 0 2-1 RETRYCOUNT 7 JUSTID"),
        stream("no-group", "XGROUP DESTROY %1$s g"),
        stream("last-delivered", "XGROUP SETID %1$s g 1-1"),
        new Mutation(
            0,
            "field-later",
            FIELD_TTLS,
            "HSET %1$s f v g w; HPEXPIREAT %1$s 4102444800000 FIELDS 1 g",
            "HPEXPIREAT %1$s 4102544800000 FIELDS 1 g",
            TTL),
        new Mutation(
            0,
            "field-lasting",
            FIELD_TTLS,
            "HSET %1$s f v g w; HPEXPIREAT %1$s 4102444800000 FIELDS 1 g",
            "HPERSIST %1$s FIELDS 1 g",
            TTL),
        new Mutation(
            0,
            "field-dying",
            FIELD_TTLS,
            "HSET %1$s f v g w; HPEXPIREAT %1$s 4102444800000 FIELDS 1 g",
            "HPEXPIREAT %1$s 4102444800000 FIELDS 1 f",
            TTL),
        row("gone", "SET %1$s value", "DEL %1$s", MISSING),
        row("extra", "DEL %1$s", "SET %1$s value", EXTRA),
        row("renamed", "SET %1$s value", "RENAME %1$s renamed-to", MISSING),
        row("renamed-to", "DEL %1$s", "EXISTS %1$s", EXTRA),
        row("kind", "SADD %1$s a", "DEL %1$s; RPUSH %1$s a", TYPE),
        dying("later", "PEXPIREAT %1$s 4102544800000"),
        dying("sooner", "PEXPIREAT %1$s 4102444799000"),
        dying("lasting", "PERSIST %1$s"),
        row("dying", "SET %1$s v", "PEXPIREAT %1$s 4102444800000", TTL),
        elsewhere("byte", "SET %1$s abcdef", "SETRANGE %1$s 5 F", VALUE),
        elsewhere("gone", "SET %1$s value", "DEL %1$s", MISSING),
        elsewhere("other-extra", "DEL %1$s", "SET %1$s value", EXTRA),
        elsewhere("kind", "SADD %1$s a", "DEL %1$s; SET %1$s a", TYPE));
  }

  private static Mutation row(String key, String made, String changed, Verdict verdict) {
    return new Mutation(0, key, ANY, made, changed, verdict);
  }

  private static Mutation elsewhere(String key, String made, String changed, Verdict verdict) {
    return new Mutation(3, key, ANY, made, changed, verdict);
  }

  private static Mutation stream(String key, String changed) {
    return new Mutation(0, key, STREAMS, GROUP, changed, VALUE);
  }

  private static Mutation dying(String key, String changed) {
    return new Mutation(0, key, ANY, "SET %1$s v; PEXPIREAT %1$s 4102444800000", changed, TTL);
  }
}
