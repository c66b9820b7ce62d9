package io.redismigration.worker.parameters;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.ledger.Change;
import io.redismigration.migration.ledger.ReplicaBufferLimit;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.ledger.RestoreDecision;
import io.redismigration.migration.ledger.SourceParameters;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One running server whose parameters are set and put back. */
final class NodeKeeper {
  private final RedisControl server;
  private final Side side;
  private final String runId;
  private final Set<String> elsewhere;
  private final Ledger ledger;

  /**
   * @param server control connection
   * @param runId of the server now
   * @param elsewhere run ids of servers known to answer at other addresses
   */
  NodeKeeper(RedisControl server, Side side, String runId, Set<String> elsewhere, Ledger ledger) {
    this.server = server;
    this.side = side;
    this.runId = runId;
    this.elsewhere = Set.copyOf(elsewhere);
    this.ledger = ledger;
  }

  /**
   * Whether an entry is about this server. A restarted one answers at the same address with another
   * run id; after a failover so does another one, and then the former is known to be elsewhere.
   */
  boolean owns(LedgerEntry entry) {
    return entry.side() == side
        && (entry.runId().equals(runId)
            || entry.address().equals(server.address()) && !elsewhere.contains(entry.runId()));
  }

  /** Parameters as the server has them; empty where one is not known or not ours to read. */
  Map<String, String> read(String... parameters) {
    Map<String, String> values = new HashMap<>();
    for (String parameter : parameters) {
      try {
        String value = server.config(parameter).get(parameter);
        if (value != null) {
          values.put(parameter, value);
        }
      } catch (CommandRefusedException e) {
        // Not ours to read, so not ours to set: the checks have said so.
        return Map.of();
      }
    }
    return values;
  }

  /**
   * Writes down what is not on record yet.
   *
   * @throws IOException when it is not durable
   */
  void record(List<Change> changes) throws IOException {
    List<LedgerEntry> before = ledger.entries();
    changes.stream().filter(Change::needed).forEach(this::againWhereItIsOpen);
    changes.stream()
        .filter(Change::needed)
        .filter(change -> !isOpen(change.parameter()))
        .map(change -> entry(change, LedgerEntry.State.RECORDED))
        .forEach(ledger::add);
    if (!ledger.entries().equals(before)) {
      ledger.makeDurable();
    }
  }

  /** Tells the server what is on record and not known to be set; whether there was any. */
  boolean setRecorded(Predicate<LedgerEntry> which) {
    boolean any = false;
    for (LedgerEntry entry : ledger.entries()) {
      if (entry.state() == LedgerEntry.State.RECORDED && owns(entry) && which.test(entry)) {
        LedgerEntry now = set(entry);
        ledger.replaceAll(known -> known.equals(entry) ? now : known);
        any = true;
      }
    }
    return any;
  }

  private LedgerEntry entry(Change change, LedgerEntry.State state) {
    return new LedgerEntry(
        side,
        ledger.shard(),
        server.address(),
        runId,
        change.parameter(),
        change.original(),
        change.value(),
        state,
        change.reason(),
        ledger.now());
  }

  /**
   * What is open on record need not be in force: the server may have restarted, or never have been
   * told. It is set again, with its first original.
   */
  private void againWhereItIsOpen(Change change) {
    ledger.replaceAll(
        entry ->
            entry.open()
                    && owns(entry)
                    && entry.parameter().equals(change.parameter())
                    && !isForeseen(entry, change)
                ? new LedgerEntry(
                    entry.side(),
                    entry.shard(),
                    entry.address(),
                    entry.runId(),
                    entry.parameter(),
                    entry.original(),
                    change.value(),
                    LedgerEntry.State.RECORDED,
                    change.reason(),
                    ledger.now())
                : entry);
  }

  private static boolean isForeseen(LedgerEntry entry, Change change) {
    return entry.state() == LedgerEntry.State.RECORDED && entry.applied().equals(change.value());
  }

  /** A parameter that is changed already keeps its first original. */
  private boolean isOpen(String parameter) {
    return ledger.entries().stream()
        .anyMatch(entry -> entry.open() && owns(entry) && entry.parameter().equals(parameter));
  }

  private LedgerEntry set(LedgerEntry entry) {
    try {
      tell(entry.parameter(), entry.applied());
      return entry.appliedAs(current(entry.parameter()).orElse(entry.applied()), ledger.now());
    } catch (CommandRefusedException e) {
      return entry.to(
          LedgerEntry.State.NOT_APPLIED, "the server refuses it (" + e.code() + ")", ledger.now());
    }
  }

  /** An entry one step on: put back, or left alone, or why it could not be. */
  LedgerEntry restored(LedgerEntry entry) {
    try {
      Optional<String> current = current(entry.parameter());
      if (current.isEmpty()) {
        return entry.to(
            LedgerEntry.State.NOT_RESTORED,
            "the server no longer tells this parameter",
            ledger.now());
      }
      RestoreDecision decision = RestoreDecision.of(entry, runId, current.get());
      if (decision instanceof RestoreDecision.Restore restore) {
        tell(restore.parameter(), restore.value());
      } else if (decision instanceof RestoreDecision.LeaveAlone alone) {
        return entry.to(LedgerEntry.State.LEFT_ALONE, alone.reason(), ledger.now());
      }
      return entry.to(LedgerEntry.State.RESTORED, said(entry, decision), ledger.now());
    } catch (CommandRefusedException e) {
      return entry.to(
          LedgerEntry.State.NOT_RESTORED, "the server refuses it (" + e.code() + ")", ledger.now());
    }
  }

  private String said(LedgerEntry entry, RestoreDecision decision) {
    boolean neverSet =
        entry.state() == LedgerEntry.State.RECORDED
            && decision instanceof RestoreDecision.AlreadyThere;
    String other = otherServer(entry);
    return other == null && neverSet ? "it had not been set" : other;
  }

  /** A restart took our value with it; a failover only took the server out of sight. */
  private String otherServer(LedgerEntry entry) {
    return entry.runId().equals(runId)
        ? null
        : "another process answers there by now; if it was a failover and the former still runs,"
            + " on it: "
            + RestoreCommands.setting(entry);
  }

  private void tell(String parameter, String value) {
    if (LockedUser.is(parameter)) {
      new UserRules(server).set(LockedUser.user(parameter), value);
    } else {
      server.setConfig(parameter, value);
    }
  }

  private Optional<String> current(String parameter) {
    if (LockedUser.is(parameter)) {
      return Optional.of(new UserRules(server).of(LockedUser.user(parameter)));
    }
    return Optional.ofNullable(read(parameter).get(parameter))
        .map(
            value ->
                parameter.equals(SourceParameters.OUTPUT_BUFFER)
                    ? ReplicaBufferLimit.parse(value).toString()
                    : value);
  }
}
