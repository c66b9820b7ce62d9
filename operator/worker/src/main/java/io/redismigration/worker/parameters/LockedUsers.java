package io.redismigration.worker.parameters;

import io.redismigration.engine.foreign.KeptOut;
import io.redismigration.migration.lock.AclUser;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whose right to write the lock took on one server, by the ledger alone.
 *
 * @param locked the rules they were given, of those that are locked still
 * @param once everybody whose rules were changed at any time, but for the migration's own
 */
record LockedUsers(Map<String, String> locked, Set<String> once) {

  LockedUsers {
    locked = Map.copyOf(locked);
    once = Set.copyOf(once);
  }

  /**
   * Of one server's entries.
   *
   * @param migrations whether a user is there for the migration
   */
  static LockedUsers of(List<LedgerEntry> entries, Predicate<String> migrations) {
    Map<String, String> locked = new HashMap<>();
    Set<String> once = new HashSet<>();
    for (LedgerEntry entry : entries) {
      if (LockedUser.is(entry) && isChange(entry)) {
        String user = LockedUser.user(entry.parameter());
        if (!migrations.test(user)) {
          once.add(user);
        }
        if (TargetLock.isLock(entry)) {
          locked.put(user, entry.applied());
        }
      }
    }
    return new LockedUsers(locked, once);
  }

  /** Others of that state tell of users that were found. */
  static boolean isChange(LedgerEntry entry) {
    return !entry.applied().isEmpty();
  }

  /**
   * Users that may not write, and those that somebody let in again.
   *
   * @param users as they are now
   * @param unaffected a user from whom the lock had nothing to take, and who is as it was then
   * @param foundOpen let in again and locked again since the last look
   */
  KeptOut keptOut(List<AclUser> users, Predicate<AclUser> unaffected, Set<String> foundOpen) {
    Set<String> denied = new HashSet<>();
    Set<String> letIn = new HashSet<>(foundOpen);
    for (AclUser user : users) {
      if (!user.mayAnything()
          || unaffected.test(user)
          || user.rules().equals(locked.get(user.name()))) {
        denied.add(user.name());
      } else if (once.contains(user.name())) {
        letIn.add(user.name());
      }
    }
    return new KeptOut(denied, letIn);
  }
}
