package io.redismigration.worker.preflight;

import io.redismigration.migration.lock.AclUser;
import io.redismigration.migration.lock.LockFacts;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether rules of users may be read, changed and removed, found out without doing so: a rule that
 * does not exist is refused before anything is done (redis 6.0 acl.c, aclCommand), a user without
 * the right is refused before that, and a user that does not exist is removed without effect.
 */
final class LockProbe {
  private static final String NOBODY = LockedUser.own("nobody");

  private LockProbe() {}

  /**
   * @param user as whom the connection is logged in; null: not known
   */
  static LockFacts look(RedisConnection open, String user) throws IOException {
    Reply set = open.call("ACL", "SETUSER", NOBODY, "no-such-rule");
    if (set instanceof Reply.Error error && error.error().code() == ErrorCode.UNKNOWN_COMMAND) {
      return LockFacts.none();
    }
    List<String> denied = new ArrayList<>();
    noteIfDenied(set, "acl|setuser", denied);
    Reply list = open.call("ACL", "LIST");
    noteIfDenied(list, "acl|list", denied);
    noteIfDenied(open.call("ACL", "DELUSER", NOBODY), "acl|deluser", denied);
    List<AclUser> users = list.isError() ? List.of() : users(list);
    return new LockFacts(
        true,
        denied,
        user,
        users.stream()
            .filter(each -> each.mayAnything() && !LockedUser.isOwn(each.name()))
            .map(AclUser::name)
            .toList(),
        users.stream().anyMatch(each -> LockedUser.isOwn(each.name())));
  }

  private static void noteIfDenied(Reply reply, String command, List<String> denied) {
    if (reply instanceof Reply.Error error && error.error().code() == ErrorCode.NOPERM) {
      denied.add(command);
    }
  }

  private static List<AclUser> users(Reply list) {
    return AclUser.all(list.elements().stream().map(Reply::text).toList());
  }
}
