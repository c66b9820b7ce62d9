package io.redismigration.worker.preflight;

import io.redismigration.migration.model.Side;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which of the commands we need a user may run, found out without running any that changes
 * something: by COMMAND INFO (is it there under this name), ACL DRYRUN (7.0 and later), else by
 * asking for something that does not exist.
 */
final class Permissions {
  private static final String MISSING_KEY = "redis-migration:no-such-key";

  /** Among what is denied: the rule that would permit it. */
  private static final String EVERY_KEY = "~*";

  /** One command as it would be called; {@code harmless} when it may really be called. */
  private record Need(String name, boolean required, boolean harmless, String... call) {}

  /** What was found. */
  record Seen(
      List<String> denied,
      List<String> deniedOptional,
      List<String> unknown,
      List<String> unknownOptional) {
    static Seen nothing() {
      return new Seen(List.of(), List.of(), List.of(), List.of());
    }
  }

  private static final List<Need> SOURCE =
      List.of(
          new Need("psync", true, false, "PSYNC", "?", "-1"),
          new Need("replconf", true, false, "REPLCONF", "ack", "0"),
          new Need("info", true, true, "INFO", "server"),
          new Need("select", true, true, "SELECT", "0"),
          new Need("scan", true, true, "SCAN", "0", "MATCH", MISSING_KEY, "COUNT", "1"),
          new Need("dump", true, true, "DUMP", MISSING_KEY),
          new Need("pttl", true, true, "PTTL", MISSING_KEY),
          new Need("type", true, true, "TYPE", MISSING_KEY),
          new Need("time", true, true, "TIME"),
          new Need("multi", true, false, "MULTI"),
          new Need("exec", true, false, "EXEC"),
          new Need("config|get", false, true, "CONFIG", "GET", "maxmemory"),
          new Need("config|set", false, false, "CONFIG", "SET", "maxmemory-samples", "5"),
          new Need("client|list", false, true, "CLIENT", "LIST"),
          new Need("client|kill", false, false, "CLIENT", "KILL", "127.0.0.1:1"),
          new Need("client|pause", false, false, "CLIENT", "PAUSE", "0", "WRITE"),
          new Need("client|unpause", false, false, "CLIENT", "UNPAUSE"),
          new Need("publish", false, false, "PUBLISH", "c", "m"));

  private static final List<Need> TARGET =
      List.of(
          new Need("info", true, true, "INFO", "server"),
          new Need("select", true, true, "SELECT", "0"),
          new Need("set", true, false, "SET", MISSING_KEY, "v"),
          new Need("get", true, true, "GET", MISSING_KEY),
          new Need("mset", true, false, "MSET", MISSING_KEY, "v"),
          new Need("msetnx", true, false, "MSETNX", MISSING_KEY, "v"),
          new Need("restore", true, false, "RESTORE", MISSING_KEY, "0", "x"),
          new Need("del", true, true, "DEL", MISSING_KEY),
          new Need("pexpireat", true, true, "PEXPIREAT", MISSING_KEY, "1"),
          new Need("flushdb", true, false, "FLUSHDB"),
          new Need("multi", true, false, "MULTI"),
          new Need("exec", true, false, "EXEC"),
          new Need("watch", true, false, "WATCH", MISSING_KEY),
          new Need("scan", true, true, "SCAN", "0", "MATCH", MISSING_KEY, "COUNT", "1"),
          new Need("dump", true, true, "DUMP", MISSING_KEY),
          new Need("pttl", true, true, "PTTL", MISSING_KEY),
          new Need("client|list", false, true, "CLIENT", "LIST"),
          new Need("client|kill", false, false, "CLIENT", "KILL", "127.0.0.1:1"),
          new Need("config|get", false, true, "CONFIG", "GET", "maxmemory"));

  private final List<Need> needs;

  private Permissions(List<Need> needs) {
    this.needs = needs;
  }

  static Permissions of(Side side) {
    return new Permissions(side == Side.SOURCE ? SOURCE : TARGET);
  }

  private enum Answer {
    PERMITTED,
    DENIED,
    KEY_DENIED,
    UNKNOWN
  }

  /**
   * Looks each command up.
   *
   * @param user as ACL WHOAMI says; null before 6.0, and where it may not be asked
   */
  Seen look(RedisConnection open, String user) throws IOException {
    Seen seen =
        new Seen(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Need need : needs) {
      switch (answer(open, user, need)) {
        case DENIED -> (need.required() ? seen.denied() : seen.deniedOptional()).add(need.name());
        case KEY_DENIED -> {
          if (!seen.denied().contains(EVERY_KEY)) {
            seen.denied().add(EVERY_KEY);
          }
        }
        case UNKNOWN ->
            (need.required() ? seen.unknown() : seen.unknownOptional()).add(need.name());
        case PERMITTED -> {}
      }
    }
    return seen;
  }

  private static Answer answer(RedisConnection open, String user, Need need) throws IOException {
    if (!isThere(open, need.call()[0])) {
      return Answer.UNKNOWN;
    }
    if (need.harmless()) {
      return classify(open.call(need.call()));
    }
    if (user == null) {
      return Answer.PERMITTED;
    }
    List<String> dryRun = new ArrayList<>(List.of("ACL", "DRYRUN", user));
    dryRun.addAll(List.of(need.call()));
    Reply reply = open.call(dryRun.toArray(String[]::new));
    // Anything but a verdict on the command (before 7.0, or no right to ask) says nothing against
    // it.
    return reply instanceof Reply.Bulk verdict && verdict.utf8().contains("no permissions to")
        ? denied(verdict.utf8())
        : Answer.PERMITTED;
  }

  /**
   * COMMAND INFO answers null for a renamed command (2.8.13 and later); where it may not be asked,
   * it is there.
   */
  private static boolean isThere(RedisConnection open, String command) throws IOException {
    Reply reply = open.call("COMMAND", "INFO", command.toLowerCase(Locale.ROOT));
    return !(reply instanceof Reply.Array array
        && !array.elements().isEmpty()
        && array.elements().get(0) instanceof Reply.Null);
  }

  /**
   * The command, or only the key: "no permissions to access one of the keys" (redis 6.0 to 8.0
   * acl.c, server.c).
   */
  private static Answer denied(String text) {
    return text.contains("to access") && text.contains("key")
        ? Answer.KEY_DENIED
        : text.contains("channel") ? Answer.PERMITTED : Answer.DENIED;
  }

  private static Answer classify(Reply reply) {
    if (reply instanceof Reply.Error error) {
      ErrorCode code = error.error().code();
      if (code == ErrorCode.NOPERM) {
        return denied(error.error().text());
      }
      if (code == ErrorCode.UNKNOWN_COMMAND) {
        return Answer.UNKNOWN;
      }
    }
    return Answer.PERMITTED;
  }
}
