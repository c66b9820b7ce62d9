package io.redismigration.migration.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A user of a server, as a line of ACL LIST tells it (redis 6.0 to 8 and Valkey acl.c,
 * ACLDescribeUser). Passwords are dropped while reading, so that none can get anywhere.
 *
 * @param access keys, channels and flags, in the server's words: {@code ~*}, {@code &*}, {@code
 *     sanitize-payload}
 * @param commands the command rules: {@code +@all}, {@code -@write}
 * @param selectors further sets of rules (7.0), in parentheses, each with keys of its own; what one
 *     of them permits is permitted
 */
public record AclUser(
    String name, List<String> access, List<String> commands, List<String> selectors) {
  private static final String USER = "user";

  public AclUser {
    access = List.copyOf(access);
    commands = List.copyOf(commands);
    selectors = List.copyOf(selectors);
  }

  /** Every user of a server, in its order; lines of another form are left out. */
  public static List<AclUser> all(Collection<?> lines) {
    return lines.stream()
        .map(String::valueOf)
        .map(AclUser::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<AclUser> parse(String line) {
    List<String> words = AclWords.of(line);
    if (words.size() < 2 || !words.get(0).equals(USER)) {
      return Optional.empty();
    }
    List<String> access = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    List<String> selectors = new ArrayList<>();
    for (String word : words.subList(2, words.size())) {
      if (word.startsWith("(")) {
        selectors.add(word);
      } else if (word.startsWith("+") || word.startsWith("-")) {
        commands.add(word);
      } else if (!isLogIn(word)) {
        access.add(word);
      }
    }
    return Optional.of(new AclUser(words.get(1), access, commands, selectors));
  }

  /** Whether and with which password somebody may log in as the user. */
  private static boolean isLogIn(String word) {
    return word.startsWith("#") || word.equals("on") || word.equals("off") || word.equals("nopass");
  }

  /** What may be run, as the ledger records it: command rules, then selectors. */
  public String rules() {
    List<String> all = new ArrayList<>(commands);
    all.addAll(selectors);
    return String.join(" ", all);
  }

  /** Whether any command is permitted at all; whoever has none cannot write. */
  public boolean mayAnything() {
    return commands.stream().anyMatch(AclUser::permits)
        || selectors.stream()
            .flatMap(each -> AclWords.within(each).stream())
            .anyMatch(AclUser::permits);
  }

  private static boolean permits(String word) {
    return word.startsWith("+");
  }
}
