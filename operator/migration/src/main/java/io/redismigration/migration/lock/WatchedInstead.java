package io.redismigration.migration.lock;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import java.util.List;

/**
 * A target that refused to be locked although the checks had found that it can be, where the choice
 * was left to us: it is watched. On record in the ledger, so that later workers do the same.
 */
public final class WatchedInstead {
  /** Stands for every user of a server. */
  public static final String EVERYBODY = "*";

  private static final String MARK = "watched instead of locked: ";

  private WatchedInstead() {}

  /** The message of its entry. */
  public static String because(String what) {
    return MARK + what + "; other clients' writes are found and reported, not prevented";
  }

  /** Whether an entry says so. */
  public static boolean is(LedgerEntry entry) {
    return LockedUser.is(entry)
        && LockedUser.user(entry.parameter()).equals(EVERYBODY)
        && entry.message() != null
        && entry.message().startsWith(MARK);
  }

  /**
   * How the target is kept from being written by others, by what the validation found and what
   * became of it.
   *
   * @param found null: not known yet
   */
  public static LockMode inForce(LockMode found, List<LedgerEntry> ledger) {
    return found == LockMode.ACL && in(ledger) ? LockMode.DETECT_ONLY : found;
  }

  /** Whether a ledger says so of the target. */
  public static boolean in(List<LedgerEntry> ledger) {
    return ledger.stream().anyMatch(WatchedInstead::is);
  }
}
