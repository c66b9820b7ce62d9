package io.redismigration.testkit.data;

import io.redismigration.testkit.ServerVersion;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a {@link LiveWriter} does. All keys lie in database 0 but where the constant says otherwise;
 * FLUSHDB and SWAPDB never touch that one.
 */
public enum LiveOperation {
  /** The only one to touch the counters, so that it shows if one was lost or applied twice. */
  INCR(20, to -> to.command("INCR", to.key("counter"))),
  SET(10, to -> to.command("SET", to.key("string"), to.word())),
  /** A key that expires within half a second. */
  PSETEX(5, to -> to.command("PSETEX", to.key("brief"), to.number(10, 500), to.word())),
  PEXPIRE(3, to -> to.command("PEXPIRE", to.key("string"), to.number(10, 5_000))),
  DEL(3, to -> to.command("DEL", to.key("string"))),
  APPEND(5, to -> to.command("APPEND", to.key("log"), to.word())),
  RENAME(2, LiveOperation::rename),
  RPUSH(10, to -> to.command("RPUSH", to.key("list"), to.word(), to.word())),
  LPOP(5, to -> to.command("LPOP", to.key("list"))),
  SADD(8, to -> to.command("SADD", to.key("set"), to.word())),
  SPOP(4, to -> to.command("SPOP", to.key("set"))),
  ZADD(6, to -> to.command("ZADD", to.key("zset"), to.score(), to.word())),
  ZINCRBY(4, to -> to.command("ZINCRBY", to.key("sums"), "0.1", to.number(0, 20))),
  HSET(8, to -> to.command("HSET", to.key("hash"), to.number(0, 50), to.word())),
  HINCRBYFLOAT(3, to -> to.command("HINCRBYFLOAT", to.key("floats"), "sum", "0.1")),
  PFADD(3, to -> to.command("PFADD", to.key("hll"), to.word())),
  MULTI_EXEC(5, LiveOperation::transaction),
  /** A script with two writes. */
  EVAL(5, LiveOperation::script),
  /** In database 3, now and then between writes to it. */
  FLUSHDB(1, LiveOperation::flush),
  /** Databases 4 and 5, between writes to the former (servers from 4.0). */
  SWAPDB(1, 4, LiveOperation::swap),
  /** Servers from 5.0. */
  XADD(6, 5, to -> to.command("XADD", to.key("stream"), "MAXLEN", "500", "*", "f", to.word()));

  private final int weight;
  private final int sinceMajor;
  private final Consumer<LiveCommands> recipe;

  LiveOperation(int weight, Consumer<LiveCommands> recipe) {
    this(weight, 0, recipe);
  }

  /**
   * @param weight how often, relative to the others
   * @param sinceMajor first major version that has it
   */
  LiveOperation(int weight, int sinceMajor, Consumer<LiveCommands> recipe) {
    this.weight = weight;
    this.sinceMajor = sinceMajor;
    this.recipe = recipe;
  }

  /** All that servers of that version know. */
  public static Set<LiveOperation> knownTo(ServerVersion version) {
    return Stream.of(values())
        .filter(operation -> version.isAtLeast(operation.sinceMajor, 0))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(LiveOperation.class)));
  }

  int weight() {
    return weight;
  }

  void write(LiveCommands to) {
    recipe.accept(to);
  }

  private static void rename(LiveCommands to) {
    String old = to.key("old");
    to.command("SET", old, to.word());
    to.command("RENAME", old, to.key("new"));
  }

  private static void transaction(LiveCommands to) {
    to.command("MULTI");
    to.command("INCR", to.key("pair"));
    to.command("RPUSH", to.key("paired"), to.word());
    to.command("EXEC");
  }

  private static void script(LiveCommands to) {
    String code = "redis.call('INCR', KEYS[1]) return redis.call('RPUSH', KEYS[2], ARGV[1])";
    to.command("EVAL", code, "2", to.key("scripted"), to.key("scripts"), to.word());
  }

  private static void flush(LiveCommands to) {
    to.command("SELECT", "3");
    if (to.oneIn(20)) {
      to.command("FLUSHDB");
    }
    to.command("SET", to.key("flushed"), to.word());
    to.command("SELECT", "0");
  }

  private static void swap(LiveCommands to) {
    to.command("SELECT", "4");
    to.command("SET", to.key("swapped"), to.word());
    to.command("SWAPDB", "4", "5");
    to.command("SELECT", "0");
  }
}
