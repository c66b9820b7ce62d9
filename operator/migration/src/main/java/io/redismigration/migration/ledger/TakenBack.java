package io.redismigration.migration.ledger;

import io.redismigration.migration.model.LedgerEntry;
import java.util.List;

/**
 * The backlog is given back before the end where the source began to evict keys of its own for the
 * memory it takes, and is not raised there again.
 */
public final class TakenBack {
  private static final String MARK = "taken back early: ";

  private TakenBack() {}

  /** Why an entry is restored already. */
  public static String because(long evicted) {
    return MARK + "the source has evicted %d keys since it was raised".formatted(evicted);
  }

  /** Whether an entry was restored for that. */
  public static boolean is(LedgerEntry entry) {
    return !entry.open() && entry.message() != null && entry.message().startsWith(MARK);
  }

  /** Whether a server got a parameter back so. */
  public static boolean on(String runId, String parameter, List<LedgerEntry> ledger) {
    return ledger.stream()
        .anyMatch(
            entry ->
                is(entry) && entry.runId().equals(runId) && entry.parameter().equals(parameter));
  }
}
