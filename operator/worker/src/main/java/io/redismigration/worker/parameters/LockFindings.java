package io.redismigration.worker.parameters;

import io.redismigration.migration.lock.AclUser;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may write to a locked target all the same, put on record: nobody's rules are changed for it.
 */
final class LockFindings {
  private static final Logger LOG = LoggerFactory.getLogger(LockFindings.class);

  private final Ledger ledger;

  LockFindings(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Users that no longer have the rules we gave them are not ours any more. */
  void changed(NodeKeeper node, List<AclUser> users) {
    ledger.replaceAll(
        entry -> {
          if (!TargetLock.isLock(entry) || !node.owns(entry)) {
            return entry;
          }
          String rules = UserRules.of(LockedUser.user(entry.parameter()), users);
          if (rules.equals(entry.applied())) {
            return entry;
          }
          String what =
              rules.isEmpty()
                  ? "the user was deleted by somebody else meanwhile"
                  : "may write again: somebody else gave it other rules meanwhile";
          LOG.warn("{} of the target: {}", entry.parameter(), what);
          return entry.to(LedgerEntry.State.LEFT_ALONE, what, ledger.now());
        });
  }

  /**
   * Users that are not on record, and were not there when the target was locked.
   *
   * @param harmless a user from whom the lock had nothing to take
   */
  void come(
      NodeKeeper node,
      String address,
      String runId,
      List<AclUser> users,
      Predicate<AclUser> harmless) {
    Set<String> known = new HashSet<>();
    ledger.entries().stream()
        .filter(entry -> LockedUser.is(entry) && node.owns(entry))
        .forEach(entry -> known.add(LockedUser.user(entry.parameter())));
    for (AclUser user : users) {
      boolean may = user.mayAnything() && !LockedUser.isOwn(user.name()) && !harmless.test(user);
      if (may && !known.contains(user.name())) {
        LOG.warn("user {} of the target came or was changed after the lock", user.name());
        add(
            address,
            runId,
            user.name(),
            "may write: it came, or got other rules, after the target was locked");
      }
    }
  }

  /** Puts on record that somebody was not kept from writing. */
  void add(String address, String runId, String user, String what) {
    ledger.add(
        new LedgerEntry(
            Side.TARGET,
            ledger.shard(),
            address,
            runId,
            LockedUser.parameter(user),
            "",
            "",
            LedgerEntry.State.NOT_APPLIED,
            what,
            ledger.now()));
  }
}
