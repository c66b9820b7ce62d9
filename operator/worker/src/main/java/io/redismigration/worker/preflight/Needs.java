package io.redismigration.worker.preflight;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The commands we need on either side, each as it is called to find out whether it is permitted.
 */
final class Needs {
  static final String MISSING_KEY = "redis-migration:no-such-key";

  /** What becomes of the migration without a command. */
  enum Weight {
    REQUIRED,
    /** Done without. */
    OPTIONAL,
    /** Done without, and not there in every version. */
    OPTIONAL_WHERE_KNOWN,
    /** Required, and not there in every version. */
    REQUIRED_WHERE_KNOWN,
    /** One of those that a source may stream: where it exists, it is needed. */
    STREAMED
  }

  /**
   * One command.
   *
   * @param name as a rule of a user names it, {@code client|pause}
   * @param harmless it may really be called
   */
  record Need(String name, Weight weight, boolean harmless, String... call) {

    /** Whether its answer tells of the right to keys: SCAN takes a pattern, which is none. */
    boolean touchesKey() {
      return !name.equals("scan") && List.of(call).contains(MISSING_KEY);
    }

    /** The same of the right to write to keys, which may be another one (7.0). */
    boolean writesKey() {
      return touchesKey() && (weight == Weight.STREAMED || WRITES.contains(name));
    }
  }

  private static final Set<String> WRITES =
      Set.of("set", "mset", "msetnx", "restore", "del", "persist", "pexpireat");

  static final List<Need> REPLICA =
      List.of(required("psync", "PSYNC", "?", "-1"), required("replconf", "REPLCONF", "ack", "0"));

  static final List<Need> SOURCE =
      List.of(
          required("psync", "PSYNC", "?", "-1"),
          required("replconf", "REPLCONF", "ack", "0"),
          asked("ping", "PING"),
          asked("info", "INFO", "server"),
          asked("select", "SELECT", "0"),
          asked("scan", "SCAN", "0", "MATCH", MISSING_KEY, "COUNT", "1"),
          asked("dump", "DUMP", MISSING_KEY),
          asked("exists", "EXISTS", MISSING_KEY),
          asked("pttl", "PTTL", MISSING_KEY),
          asked("type", "TYPE", MISSING_KEY),
          asked("strlen", "STRLEN", MISSING_KEY),
          asked("getrange", "GETRANGE", MISSING_KEY, "0", "0"),
          asked("llen", "LLEN", MISSING_KEY),
          asked("lrange", "LRANGE", MISSING_KEY, "0", "0"),
          asked("scard", "SCARD", MISSING_KEY),
          asked("sscan", "SSCAN", MISSING_KEY, "0"),
          asked("zcard", "ZCARD", MISSING_KEY),
          asked("zrange", "ZRANGE", MISSING_KEY, "0", "0"),
          asked("hlen", "HLEN", MISSING_KEY),
          asked("hscan", "HSCAN", MISSING_KEY, "0"),
          requiredWhereKnown("xlen", "XLEN", MISSING_KEY),
          requiredWhereKnown("xrange", "XRANGE", MISSING_KEY, "-", "+"),
          requiredWhereKnown("xinfo", "XINFO", "STREAM", MISSING_KEY),
          asked("time", "TIME"),
          required("multi", "MULTI"),
          asked("exec", "EXEC"),
          whereKnown("memory|usage", true, "MEMORY", "USAGE", MISSING_KEY),
          optional("config|get", true, "CONFIG", "GET", "maxmemory"),
          optional("config|set", false, "CONFIG", "SET", "maxmemory-samples", "5"),
          optional("client|setname", false, "CLIENT", "SETNAME", "x"),
          optional("client|list", true, "CLIENT", "LIST"),
          optional("client|kill", false, "CLIENT", "KILL", "127.0.0.1:1"),
          optional("client|pause", false, "CLIENT", "PAUSE", "0", "WRITE"),
          optional("client|unpause", false, "CLIENT", "UNPAUSE"),
          optional("publish", false, "PUBLISH", "c", "m"));

  static final List<Need> TARGET =
      List.of(
          asked("ping", "PING"),
          asked("info", "INFO", "server"),
          asked("select", "SELECT", "0"),
          required("set", "SET", MISSING_KEY, "v"),
          asked("get", "GET", MISSING_KEY),
          required("mset", "MSET", MISSING_KEY, "v"),
          required("msetnx", "MSETNX", MISSING_KEY, "v"),
          required("restore", "RESTORE", MISSING_KEY, "0", "x"),
          asked("del", "DEL", MISSING_KEY),
          asked("persist", "PERSIST", MISSING_KEY),
          asked("pexpireat", "PEXPIREAT", MISSING_KEY, "1"),
          required("flushdb", "FLUSHDB"),
          required("multi", "MULTI"),
          asked("exec", "EXEC"),
          asked("watch", "WATCH", MISSING_KEY),
          asked("scan", "SCAN", "0", "MATCH", MISSING_KEY, "COUNT", "1"),
          asked("dump", "DUMP", MISSING_KEY),
          asked("exists", "EXISTS", MISSING_KEY),
          asked("pttl", "PTTL", MISSING_KEY),
          asked("type", "TYPE", MISSING_KEY),
          asked("strlen", "STRLEN", MISSING_KEY),
          asked("getrange", "GETRANGE", MISSING_KEY, "0", "0"),
          asked("llen", "LLEN", MISSING_KEY),
          asked("lrange", "LRANGE", MISSING_KEY, "0", "0"),
          asked("scard", "SCARD", MISSING_KEY),
          asked("sscan", "SSCAN", MISSING_KEY, "0"),
          asked("zcard", "ZCARD", MISSING_KEY),
          asked("zrange", "ZRANGE", MISSING_KEY, "0", "0"),
          asked("hlen", "HLEN", MISSING_KEY),
          asked("hscan", "HSCAN", MISSING_KEY, "0"),
          requiredWhereKnown("xlen", "XLEN", MISSING_KEY),
          requiredWhereKnown("xrange", "XRANGE", MISSING_KEY, "-", "+"),
          requiredWhereKnown("xinfo", "XINFO", "STREAM", MISSING_KEY),
          streamed("INCRBY", MISSING_KEY, "1"),
          streamed("APPEND", MISSING_KEY, "v"),
          streamed("SETRANGE", MISSING_KEY, "0", "v"),
          streamed("RPUSH", MISSING_KEY, "v"),
          streamed("LTRIM", MISSING_KEY, "0", "0"),
          streamed("SADD", MISSING_KEY, "v"),
          streamed("SREM", MISSING_KEY, "v"),
          streamed("ZADD", MISSING_KEY, "1", "v"),
          streamed("ZREM", MISSING_KEY, "v"),
          streamed("HMSET", MISSING_KEY, "f", "v"),
          streamed("HDEL", MISSING_KEY, "f"),
          streamed("PFADD", MISSING_KEY, "v"),
          streamed("XADD", MISSING_KEY, "*", "f", "v"),
          streamed("RENAME", MISSING_KEY, MISSING_KEY),
          optional("client|setname", false, "CLIENT", "SETNAME", "x"),
          optional("client|list", true, "CLIENT", "LIST"),
          optional("client|kill", false, "CLIENT", "KILL", "127.0.0.1:1"),
          optional("config|get", true, "CONFIG", "GET", "maxmemory"),
          optional("config|set", false, "CONFIG", "SET", "maxmemory-samples", "5"),
          whereKnown("wait", true, "WAIT", "0", "1"),
          optional("script|load", false, "SCRIPT", "LOAD", "return 1"),
          whereKnown("function|load", false, "FUNCTION", "LOAD", "REPLACE", "x"));

  private Needs() {}

  /** Needed, and never called in earnest. */
  private static Need required(String name, String... call) {
    return new Need(name, Weight.REQUIRED, false, call);
  }

  /**
   * Needed, and changes nothing on a key that is not there; EXEC, without a transaction, is an
   * error.
   */
  private static Need asked(String name, String... call) {
    return new Need(name, Weight.REQUIRED, true, call);
  }

  /** The same of what older versions lack. */
  private static Need requiredWhereKnown(String name, String... call) {
    return new Need(name, Weight.REQUIRED_WHERE_KNOWN, true, call);
  }

  private static Need optional(String name, boolean harmless, String... call) {
    return new Need(name, Weight.OPTIONAL, harmless, call);
  }

  private static Need whereKnown(String name, boolean harmless, String... call) {
    return new Need(name, Weight.OPTIONAL_WHERE_KNOWN, harmless, call);
  }

  private static Need streamed(String... call) {
    return new Need(call[0].toLowerCase(Locale.ROOT), Weight.STREAMED, false, call);
  }
}
