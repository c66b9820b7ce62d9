package io.redismigration.worker.parameters;

import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.lock.AclUser;
import io.redismigration.migration.lock.LockedUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The rules of one server's users, read and set (ACL, Redis 6.0). */
final class UserRules {
  private static final String ACL = "ACL";
  private static final String SET = "SETUSER";

  private final RedisControl server;

  UserRules(RedisControl server) {
    this.server = server;
  }

  /** Every user of the server. */
  List<AclUser> all() {
    return server.call(ACL, "LIST") instanceof Collection<?> lines ? AclUser.all(lines) : List.of();
  }

  /** The rules of a user; empty for one that is not there. */
  String of(String user) {
    return of(user, all());
  }

  static String of(String user, List<AclUser> users) {
    return find(user, users).map(AclUser::rules).orElse("");
  }

  static Optional<AclUser> find(String user, List<AclUser> users) {
    return users.stream().filter(each -> each.name().equals(user)).findFirst();
  }

  /** As whom this connection is logged in. */
  String whoAmI() {
    return server.text(ACL, "WHOAMI");
  }

  /**
   * Gives a user these rules; no rules: there is to be no such user.
   *
   * @param user its name; one made for a run goes with all that was made for it
   */
  void set(String user, String rules) {
    server.call(setting(user, rules).toArray(String[]::new));
  }

  /** The command that does it. */
  static List<String> setting(String user, String rules) {
    return rules.isEmpty()
        ? List.of(ACL, "DELUSER", user, LockedUser.stage(user))
        : command(user, LockedUser.words(rules));
  }

  /** Makes a user, or makes it anew. */
  void make(String user, List<String> words) {
    server.call(command(user, words).toArray(String[]::new));
  }

  /** How this server writes the rules of a user that has lost the right to write. */
  String locked(AclUser user, String stage) {
    List<String> words = new ArrayList<>(List.of("reset"));
    words.addAll(LockedUser.words(LockedUser.locked(user)));
    words.remove("clearselectors");
    make(stage, words);
    return of(stage);
  }

  private static List<String> command(String user, List<String> words) {
    List<String> command = new ArrayList<>(List.of(ACL, SET, user));
    command.addAll(words);
    return command;
  }
}
