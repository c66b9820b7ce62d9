package io.redismigration.worker.pod;

import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.model.LedgerEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules about copies of one ledger. */
final class Ledgers {
  private Ledgers() {}

  /**
   * An order's ledger is the operator's copy; the task's own status may know more, written by a
   * worker that died before the operator saw it. What the task says of a parameter counts, whatever
   * the clocks of the two say.
   */
  static List<LedgerEntry> newest(List<LedgerEntry> ordered, List<LedgerEntry> reported) {
    Map<LedgerEntry.Key, LedgerEntry> entries = new LinkedHashMap<>();
    ordered.forEach(entry -> entries.put(entry.key(), entry));
    reported.forEach(entry -> entries.put(entry.key(), entry));
    return List.copyOf(entries.values());
  }

  /** Whether it says something of an open fence that is not durable yet. */
  static boolean changesFence(List<LedgerEntry> durable, List<LedgerEntry> next) {
    return next.stream().filter(Ledgers::isOpenFence).anyMatch(entry -> !durable.contains(entry));
  }

  private static boolean isOpenFence(LedgerEntry entry) {
    return entry.open() && FenceParameters.contains(entry.parameter());
  }

  /** Whether something is about to be set that is not on record yet. */
  static boolean announces(List<LedgerEntry> ledger) {
    return ledger.stream().anyMatch(entry -> entry.state() == LedgerEntry.State.RECORDED);
  }

  /** What a worker that ends may still put back; after a commit the fence stays. */
  static List<LedgerEntry> left(List<LedgerEntry> ledger, boolean committed) {
    return ledger.stream()
        .filter(LedgerEntry::open)
        .filter(entry -> !committed || !FenceParameters.contains(entry.parameter()))
        .toList();
  }
}
