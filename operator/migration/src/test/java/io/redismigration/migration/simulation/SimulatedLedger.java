package io.redismigration.migration.simulation;

import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.ledger.RestoreDecision;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What a worker knows of changed parameters; it is durable only once it is in a report. */
final class SimulatedLedger {
  private final List<LedgerEntry> entries = new ArrayList<>();

  /**
   * The order's copy, and what a worker before has written that the driver had not seen: whatever
   * the clocks said, the task's own report is the newer one.
   */
  SimulatedLedger(List<LedgerEntry> ordered, List<LedgerEntry> reported, boolean byClock) {
    Map<List<Object>, LedgerEntry> newest = new LinkedHashMap<>();
    ordered.forEach(entry -> newest.put(key(entry), entry));
    reported.forEach(
        entry ->
            newest.merge(
                key(entry), entry, (a, b) -> byClock && b.since().isBefore(a.since()) ? a : b));
    entries.addAll(newest.values());
  }

  private static List<Object> key(LedgerEntry entry) {
    return List.of(entry.shard(), entry.address(), entry.parameter());
  }

  List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  boolean isFenceOpen() {
    return entries.stream().anyMatch(entry -> entry.open() && isFence(entry));
  }

  static boolean isFence(LedgerEntry entry) {
    return FenceParameters.contains(entry.parameter());
  }

  boolean isAnyOpen() {
    return entries.stream().anyMatch(LedgerEntry::open);
  }

  /** What opens the source again; null: it is not closed. */
  String liftCommand() {
    List<String> commands =
        RestoreCommands.of(entries.stream().filter(SimulatedLedger::isFence).toList());
    return commands.isEmpty() ? null : String.join(" && ", commands);
  }

  /** Writes down what is going to be set; what is open keeps its first original. */
  void record(SimulatedSource source, String parameter, String value, Instant now) {
    String present = source.parameter(parameter);
    if (present.equals(value)) {
      return;
    }
    for (int i = 0; i < entries.size(); i++) {
      LedgerEntry entry = entries.get(i);
      if (entry.open() && entry.parameter().equals(parameter)) {
        if (entry.state() != LedgerEntry.State.RECORDED) {
          entries.set(i, entry.to(LedgerEntry.State.RECORDED, null, now));
        }
        return;
      }
    }
    entries.add(
        new LedgerEntry(
            Side.SOURCE,
            Integer.toString(source.shard),
            source.address,
            source.runId(),
            parameter,
            present,
            value,
            LedgerEntry.State.RECORDED,
            null,
            now));
  }

  /** Tells the server what is on record and not known to be set. */
  void setRecorded(SimulatedSource source, Instant now) {
    for (int i = 0; i < entries.size(); i++) {
      LedgerEntry entry = entries.get(i);
      if (entry.state() == LedgerEntry.State.RECORDED) {
        source.set(entry.parameter(), entry.applied());
        entries.set(i, entry.appliedAs(entry.applied(), now));
      }
    }
  }

  /** Puts back what is selected, each compared first. */
  void restore(SimulatedSource source, Predicate<LedgerEntry> which, Instant now) {
    source.reach();
    for (int i = entries.size() - 1; i >= 0; i--) {
      LedgerEntry entry = entries.get(i);
      boolean here = entry.shard().equals(Integer.toString(source.shard));
      if (here && entry.open() && which.test(entry)) {
        entries.set(i, restored(source, entry, now));
      }
    }
  }

  private static LedgerEntry restored(SimulatedSource source, LedgerEntry entry, Instant now) {
    RestoreDecision decision =
        RestoreDecision.of(entry, source.runId(), source.parameter(entry.parameter()));
    if (decision instanceof RestoreDecision.Restore restore) {
      source.set(restore.parameter(), restore.value());
    }
    return decision instanceof RestoreDecision.LeaveAlone alone
        ? entry.to(LedgerEntry.State.LEFT_ALONE, alone.reason(), now)
        : entry.to(LedgerEntry.State.RESTORED, null, now);
  }
}
