package io.redismigration.migration.lock;

import java.util.List;

/**
 * Whether a target can be locked.
 *
 * @param hasRules the server has users with rules (6.0)
 * @param denied of {@code acl|setuser}, {@code acl|list}, {@code acl|deluser}, what our user may
 *     not run
 * @param user ours; null: not known
 * @param users names of those that would lose the right to write
 * @param locked a run has locked it: it has a user of one
 */
public record LockFacts(
    boolean hasRules, List<String> denied, String user, List<String> users, boolean locked) {
  public LockFacts {
    denied = List.copyOf(denied);
    users = List.copyOf(users);
  }

  /** A server without users, or one that does not answer us. */
  public static LockFacts none() {
    return new LockFacts(false, List.of(), null, List.of(), false);
  }
}
