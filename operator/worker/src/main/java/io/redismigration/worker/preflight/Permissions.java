package io.redismigration.worker.preflight;

import io.redismigration.migration.model.Side;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.worker.preflight.Needs.Need;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which of the commands we need a user may run, found out without running any that changes
 * something. Whether it is there under its name: COMMAND INFO. Whether it is permitted, in this
 * order: called for a key that does not exist, where that changes nothing; ACL DRYRUN (7.0, where
 * our user may ask); queued in a transaction that is never executed, since a server looks at the
 * rules when it queues (6.0, redis server.c, processCommand).
 */
final class Permissions {
  /** Among what is denied: the rule that would permit it. */
  private static final String EVERY_KEY = "~*";

  private static final String EVERY_WRITE = "@write";

  /** In a transaction these act at once: EXEC would carry out all that was only asked about. */
  private static final Set<String> NEVER_QUEUED = Set.of("EXEC", "DISCARD", "MULTI", "WATCH");

  /** From 6.2 on PSYNC takes a third word. */
  private static final int PSYNC_TAKES_FAILOVER = -3;

  /** What was found. */
  record Seen(
      List<String> denied,
      List<String> deniedOptional,
      List<String> unknown,
      List<String> unknownOptional) {
    static Seen nothing() {
      return new Seen(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final List<Need> needs;
  private final Predicate<Need> needsKey;

  private Permissions(List<Need> needs, Predicate<Need> needsKey) {
    this.needs = needs;
    this.needsKey = needsKey;
  }

  static Permissions of(Side side) {
    return side == Side.SOURCE
        ? new Permissions(Needs.SOURCE, Need::touchesKey)
        : new Permissions(Needs.TARGET, Need::writesKey);
  }

  /** Of whoever wants a snapshot. */
  static Permissions ofReplica() {
    return new Permissions(Needs.REPLICA, Need::touchesKey);
  }

  /**
   * Who a connection is logged in as.
   *
   * @param hasRules the server has rules for users (6.0)
   * @param user as ACL WHOAMI says; null where it may not be asked
   */
  record Login(boolean hasRules, String user) {
    static Login of(RedisConnection open) throws IOException {
      Reply who = open.call("ACL", "WHOAMI");
      boolean hasRules =
          !(who instanceof Reply.Error error && error.error().code() == ErrorCode.UNKNOWN_COMMAND);
      return new Login(hasRules, who.isError() ? null : who.text());
    }
  }

  private enum Answer {
    PERMITTED,
    DENIED,
    KEY_DENIED,
    UNKNOWN,
    /** The server would not say. */
    UNTOLD
  }

  /**
   * Looks each command up.
   *
   * @param spare another connection of the same user, which the caller closes afterwards: what is
   *     queued on it is dropped with it
   */
  Seen look(RedisConnection open, RedisConnection spare, Login login) throws IOException {
    boolean hasRules = login.hasRules();
    String user = login.user();
    Set<String> absent = new HashSet<>();
    int psyncArity = lookUp(open, absent);
    Reply multi = hasRules ? spare.call("MULTI") : null;
    boolean queueing = multi != null && !multi.isError();
    Seen seen = Seen.nothing();
    Set<Answer> ofKeys = EnumSet.noneOf(Answer.class);
    for (Need need : needs) {
      String command = need.call()[0];
      Answer answer = Answer.UNKNOWN;
      if (command.equals("MULTI") && multi != null) {
        answer = classify(multi);
      } else if (!absent.contains(command)) {
        answer = need.harmless() ? classify(open.call(need.call())) : Answer.UNTOLD;
        if (answer == Answer.UNTOLD && hasRules && user != null) {
          answer = dryRun(open, user, need);
        }
        if (answer == Answer.UNTOLD && queueing && !NEVER_QUEUED.contains(command)) {
          answer = queued(spare, need);
        }
        if (answer == Answer.UNTOLD
            && command.equals("PSYNC")
            && psyncArity == PSYNC_TAKES_FAILOVER) {
          answer = refusedFailover(open);
        }
        if (answer == Answer.UNTOLD && multi != null && classify(multi) == Answer.DENIED) {
          answer = askedForAtOnce(open, need);
        }
      }
      note(need, answer, seen);
      if (needsKey.test(need)) {
        ofKeys.add(answer);
      }
    }
    if (isSilentOnKeys(ofKeys)) {
      once(EVERY_KEY, seen.denied());
    }
    return seen;
  }

  /**
   * COMMAND INFO answers null for a command that was renamed or disabled (2.8.13 and later); where
   * it may not be asked, all are there.
   *
   * @param absent is given those that are not there
   * @return arity of PSYNC; 0: not told
   */
  private int lookUp(RedisConnection open, Set<String> absent) throws IOException {
    List<String> names = needs.stream().map(need -> need.call()[0]).distinct().toList();
    List<String> call = new ArrayList<>(List.of("COMMAND", "INFO"));
    names.forEach(name -> call.add(name.toLowerCase(Locale.ROOT)));
    int psyncArity = 0;
    if (open.call(call.toArray(String[]::new)) instanceof Reply.Array rows
        && rows.elements().size() == names.size()) {
      for (int i = 0; i < names.size(); i++) {
        if (!(rows.elements().get(i) instanceof Reply.Array row) || row.elements().isEmpty()) {
          absent.add(names.get(i));
        } else if (names.get(i).equals("PSYNC")
            && row.elements().get(1) instanceof Reply.Integer arity) {
          psyncArity = (int) arity.value();
        }
      }
    }
    return psyncArity;
  }

  /**
   * Where a transaction is denied, too, the server will tell of this command once that is granted:
   * it is asked for with it, so that one line is enough.
   */
  private static Answer askedForAtOnce(RedisConnection open, Need need) throws IOException {
    boolean mayBeUnknown =
        need.weight() == Needs.Weight.OPTIONAL_WHERE_KNOWN
            || need.weight() == Needs.Weight.REQUIRED_WHERE_KNOWN;
    // Without its words it is refused before anything is looked at; a rule that names a command
    // the server does not have would spoil the whole line.
    return mayBeUnknown && classify(open.call(need.call()[0])) == Answer.UNKNOWN
        ? Answer.UNKNOWN
        : Answer.DENIED;
  }

  /**
   * A command that is denied says nothing of its keys (redis 6.0 acl.c, ACLCheckCommandPerm): where
   * all of them are, the right to keys is asked for with them, so that one line is enough.
   */
  private static boolean isSilentOnKeys(Set<Answer> ofKeys) {
    return ofKeys.contains(Answer.DENIED) && !ofKeys.contains(Answer.PERMITTED);
  }

  private static void note(Need need, Answer answer, Seen seen) {
    switch (answer) {
      case DENIED -> {
        switch (need.weight()) {
          case REQUIRED, REQUIRED_WHERE_KNOWN -> seen.denied().add(need.name());
          case OPTIONAL, OPTIONAL_WHERE_KNOWN -> seen.deniedOptional().add(need.name());
          case STREAMED -> once(EVERY_WRITE, seen.denied());
        }
      }
      case KEY_DENIED -> once(EVERY_KEY, seen.denied());
      case UNKNOWN -> {
        switch (need.weight()) {
          case REQUIRED -> seen.unknown().add(need.name());
          case OPTIONAL -> seen.unknownOptional().add(need.name());
          case REQUIRED_WHERE_KNOWN, OPTIONAL_WHERE_KNOWN, STREAMED -> {}
        }
      }
      case PERMITTED, UNTOLD -> {}
    }
  }

  private static void once(String rule, List<String> rules) {
    if (!rules.contains(rule)) {
      rules.add(rule);
    }
  }

  /** A verdict, or an error where DRYRUN is not known or may not be asked. */
  private static Answer dryRun(RedisConnection open, String user, Need need) throws IOException {
    List<String> call = new ArrayList<>(List.of("ACL", "DRYRUN", user));
    call.addAll(List.of(need.call()));
    Reply reply = open.call(call.toArray(String[]::new));
    if (reply.isError()) {
      return Answer.UNTOLD;
    }
    String verdict = reply.text();
    return verdict.contains("no permissions to") || verdict.contains("has no permissions")
        ? denied(verdict)
        : Answer.PERMITTED;
  }

  /** Refused when queued, or queued and dropped. Some commands may not be queued at all (7.0). */
  private static Answer queued(RedisConnection spare, Need need) throws IOException {
    Reply reply = spare.call(need.call());
    if (reply instanceof Reply.Error error) {
      return error.error().code() == ErrorCode.NOPERM
          ? denied(error.error().text())
          : Answer.UNTOLD;
    }
    return Answer.PERMITTED;
  }

  /**
   * {@code PSYNC … FAILOVER} hands a failover over to a replica that knows the right id; a primary,
   * and any other id, are refused without further ado (redis 6.2 replication.c, syncCommand).
   */
  private static Answer refusedFailover(RedisConnection open) throws IOException {
    return classify(open.call("PSYNC", "?", "-1", "FAILOVER"));
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
