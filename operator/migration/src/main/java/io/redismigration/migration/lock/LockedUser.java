package io.redismigration.migration.lock;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One user's command rules as an entry of the ledger: {@code user NAME}, with the rules as the
 * server writes them. Keys, channels and passwords are neither recorded nor touched. A user that
 * was made for the run has no original and is removed again.
 *
 * <p>Everybody else loses {@value #NO_WRITE}. That leaves reading, and all that replicas and
 * Sentinels need: neither PSYNC, REPLCONF nor REPLICAOF is in that category, and a replica applies
 * its primary's stream as nobody (redis 6.0 acl.c, ACLCheckCommandPerm). What scripts do is checked
 * for who calls them.
 */
public final class LockedUser {
  private static final String PREFIX = "user ";
  private static final String OWN = "redis-migration:";
  private static final String STAGE = ":stage";
  private static final String NO_WRITE = "-@write";
  private static final String NO_RULES = "-acl";

  private LockedUser() {}

  /** The ledger's name for a user's rules. */
  public static String parameter(String user) {
    return PREFIX + user;
  }

  /** Whether an entry of a ledger is about a user. */
  public static boolean is(LedgerEntry entry) {
    return entry.side() == Side.TARGET && is(entry.parameter());
  }

  /** Whether a name in a ledger is that of a user. */
  public static boolean is(String parameter) {
    return parameter.startsWith(PREFIX);
  }

  /** Whether an entry is about the user that was made for a run. */
  public static boolean isOwn(LedgerEntry entry) {
    return is(entry) && isOwn(user(entry.parameter()));
  }

  /** Whether a user was made for a run, or for finding out how a server writes rules. */
  public static boolean isOwn(String user) {
    return user.startsWith(OWN);
  }

  /** The user behind the ledger's name. */
  public static String user(String parameter) {
    return parameter.substring(PREFIX.length());
  }

  /** The user that writes to the target for a run. */
  public static String own(String run) {
    return OWN + run;
  }

  /**
   * A user that is never enabled, given another one's rules to see how this server writes them: its
   * words for the same rights differ by version, and what is recorded must be what it will say.
   *
   * @param own the user of the run
   */
  public static String stage(String own) {
    return own + STAGE;
  }

  /** The rules of a user without the right to write, in any words. */
  public static String locked(AclUser user) {
    Stream<String> selectors =
        user.selectors().stream()
            .map(each -> "(" + String.join(" ", AclWords.within(each)) + " " + NO_WRITE + ")");
    return Stream.concat(Stream.concat(user.commands().stream(), Stream.of(NO_WRITE)), selectors)
        .collect(Collectors.joining(" "));
  }

  /**
   * The words after {@code ACL SETUSER NAME} that give a user exactly these command rules and
   * selectors, and change nothing else of it.
   */
  public static List<String> words(String rules) {
    List<String> words = new ArrayList<>(List.of("-@all"));
    List<String> given = AclWords.of(rules);
    given.stream().filter(word -> !word.startsWith("(")).forEach(words::add);
    List<String> selectors = given.stream().filter(word -> word.startsWith("(")).toList();
    if (!selectors.isEmpty()) {
      words.add("clearselectors");
      words.addAll(selectors);
    }
    return words;
  }

  /**
   * The words that make the user of a run: whatever the manifest's user may do, on the same keys
   * and channels, but changing rules.
   *
   * @param like the manifest's user
   * @param rules of that user before it was locked
   * @param passwordHash SHA-256 of the password in lower case hexadecimal digits: a password itself
   *     would stand in an error of the server
   */
  public static List<String> ownWords(AclUser like, String rules, String passwordHash) {
    List<String> words = new ArrayList<>(List.of("reset"));
    words.addAll(like.access());
    List<String> given = words(rules);
    given.remove("clearselectors");
    words.addAll(given);
    words.add(NO_RULES);
    words.add("#" + passwordHash);
    words.add("on");
    return words;
  }

  /**
   * What a person runs to put an entry back: {@code ACL SETUSER app -@all +@all}, quoted for a
   * shell.
   */
  public static String command(LedgerEntry entry) {
    String user = user(entry.parameter());
    if (entry.original().isEmpty()) {
      return "ACL DELUSER " + quoted(List.of(user, stage(user)));
    }
    return "ACL SETUSER " + quoted(List.of(user)) + " " + quoted(words(entry.original()));
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
