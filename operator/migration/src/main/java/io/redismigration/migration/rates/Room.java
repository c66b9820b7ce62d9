package io.redismigration.migration.rates;

import io.redismigration.migration.ledger.ReplicaBufferLimit;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.util.List;

/**
 * What there is room for, in bytes. Null: unknown, or without limit.
 *
 * @param outputBuffer what the source holds back for one replica before it drops it
 * @param backlog what the source keeps for one that comes back
 * @param spool what the worker can hold for the target
 * @param spooled what it holds now
 */
public record Room(Long outputBuffer, Long backlog, Long spool, long spooled) {
  private static final String LIMIT = "client-output-buffer-limit";

  /** The hard limit of the source's buffer as the ledger knows it; null: unknown or unlimited. */
  public static Long outputBuffer(List<LedgerEntry> ledger) {
    return ledger.stream()
        .filter(entry -> entry.side() == Side.SOURCE && entry.parameter().equals(LIMIT))
        .map(
            entry ->
                entry.state() == LedgerEntry.State.APPLIED ? entry.applied() : entry.original())
        .map(Room::hard)
        .filter(hard -> hard > 0)
        .min(Long::compare)
        .orElse(null);
  }

  private static long hard(String limit) {
    try {
      return ReplicaBufferLimit.parse(String.valueOf(limit)).limit().hard();
    } catch (IllegalArgumentException other) {
      return 0;
    }
  }
}
