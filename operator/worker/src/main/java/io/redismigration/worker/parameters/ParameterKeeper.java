package io.redismigration.worker.parameters;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.migration.ledger.Change;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.Headroom;
import io.redismigration.migration.ledger.ReplicaBufferLimit;
import io.redismigration.migration.ledger.RestoreDecision;
import io.redismigration.migration.ledger.SourceParameters;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.Side;
import io.redismigration.worker.TaskHost.Journal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Changes parameters of one source by the write-ahead rule: the original is durable before the
 * server is told, so that whoever comes after a crash at any instruction can put it back.
 */
public final class ParameterKeeper {
  private final RedisControl server;
  private final Journal journal;
  private final String task;
  private final String shard;
  private final InstantSource clock;
  private final List<LedgerEntry> ledger;

  /**
   * @param server control connection to the source
   * @param journal makes the ledger durable
   * @param task the task whose ledger it is
   * @param shard of the source
   * @param ledger as recorded so far
   */
  public ParameterKeeper(
      RedisControl server,
      Journal journal,
      String task,
      String shard,
      InstantSource clock,
      List<LedgerEntry> ledger) {
    this.server = server;
    this.journal = journal;
    this.task = task;
    this.shard = shard;
    this.clock = clock;
    this.ledger = new CopyOnWriteArrayList<>(ledger);
  }

  /** The ledger as it stands; a copy, for any thread. */
  public List<LedgerEntry> ledger() {
    return List.copyOf(ledger);
  }

  /**
   * Raises buffer, backlog and timeout for the time of the migration.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void raise(ParametersSpec wanted) throws IOException {
    Map<String, String> present =
        read(SourceParameters.OUTPUT_BUFFER, SourceParameters.BACKLOG, SourceParameters.TIMEOUT);
    if (present.size() < 3) {
      return;
    }
    ServerInfo info = server.info();
    long maxmemory = info.number("maxmemory").orElse(0);
    Headroom headroom =
        Headroom.of(info.usedMemory(), maxmemory, info.number("total_system_memory").orElse(0));
    apply(
        SourceParameters.changes(
            wanted,
            present.get(SourceParameters.OUTPUT_BUFFER),
            present.get(SourceParameters.BACKLOG),
            present.get(SourceParameters.TIMEOUT),
            headroom),
        info.runId());
  }

  /**
   * Records how to take back what {@link #closeToWriters} will do, so that nobody waits for the
   * journal while writers wait for the source. Until then it changes nothing there.
   *
   * @throws IOException when the ledger is not durable
   */
  public void foreseeClosing() throws IOException {
    record(closing(), server.info("server").runId());
  }

  /**
   * Demands more replicas than there are, so that every write is refused. How to take it back is
   * durable before; that it was done is in the next report.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void closeToWriters() throws IOException {
    record(closing(), server.info("server").runId());
    setRecorded();
  }

  private List<Change> closing() {
    Map<String, String> present = server.config("min-*");
    boolean replicaNames = present.containsKey("min-replicas-to-write");
    String prefix = replicaNames ? "min-replicas" : "min-slaves";
    return FenceParameters.changes(
        replicaNames, present.get(prefix + "-to-write"), present.get(prefix + "-max-lag"));
  }

  /**
   * Whether we may do that: one of the parameters is set to what it is.
   *
   * @throws io.redismigration.engine.EngineException when the server cannot be reached
   */
  public boolean mayCloseToWriters() {
    try {
      Map<String, String> present = server.config("min-*");
      boolean replicaNames = present.containsKey("min-replicas-to-write");
      String parameter = replicaNames ? "min-replicas-to-write" : "min-slaves-to-write";
      if (present.containsKey(parameter)) {
        server.setConfig(parameter, present.get(parameter));
      }
      return present.containsKey(parameter);
    } catch (CommandRefusedException e) {
      return false;
    }
  }

  /** Whether the server itself says that it refuses every write. */
  public boolean isClosedToWriters() {
    Map<String, String> present = server.config("min-*");
    return FenceParameters.closes(
        present.getOrDefault("min-replicas-to-write", present.get("min-slaves-to-write")),
        present.getOrDefault("min-replicas-max-lag", present.get("min-slaves-max-lag")));
  }

  /** Whether a fence of ours may stand. */
  public boolean isFenceOpen() {
    return ledger.stream().anyMatch(entry -> entry.open() && fence().test(entry));
  }

  /**
   * Puts back what the predicate selects, each compared first; what cannot be put back stays open
   * and says why.
   */
  public void restore(Predicate<LedgerEntry> which) throws IOException {
    String runId = server.info("server").runId();
    for (int i = ledger.size() - 1; i >= 0; i--) {
      LedgerEntry entry = ledger.get(i);
      if (entry.open() && entry.side() == Side.SOURCE && which.test(entry)) {
        ledger.set(i, restored(entry, runId));
      }
    }
    journal.record(task, ledger());
  }

  /** Selects what opens and closes the source to writers. */
  public static Predicate<LedgerEntry> fence() {
    return entry -> FenceParameters.contains(entry.parameter());
  }

  private LedgerEntry restored(LedgerEntry entry, String runId) {
    try {
      Optional<String> current = current(entry.parameter());
      if (current.isEmpty()) {
        return entry.to(
            LedgerEntry.State.NOT_RESTORED,
            "the server no longer tells this parameter",
            clock.instant());
      }
      RestoreDecision decision = RestoreDecision.of(entry, runId, current.get());
      if (decision instanceof RestoreDecision.Restore restore) {
        server.setConfig(restore.parameter(), restore.value());
        return entry.to(LedgerEntry.State.RESTORED, null, clock.instant());
      }
      if (decision instanceof RestoreDecision.LeaveAlone alone) {
        return entry.to(LedgerEntry.State.LEFT_ALONE, alone.reason(), clock.instant());
      }
      return entry.to(LedgerEntry.State.RESTORED, null, clock.instant());
    } catch (CommandRefusedException e) {
      return entry.to(
          LedgerEntry.State.NOT_RESTORED,
          "the server refuses it (" + e.code() + ")",
          clock.instant());
    }
  }

  private void apply(List<Change> changes, String runId) throws IOException {
    record(changes, runId);
    if (setRecorded()) {
      journal.record(task, ledger());
    }
  }

  /** Writes down what is not on record yet. */
  private void record(List<Change> changes, String runId) throws IOException {
    List<LedgerEntry> before = ledger();
    changes.stream().filter(Change::needed).forEach(this::againWhereItIsOpen);
    changes.stream()
        .filter(Change::needed)
        .filter(change -> !isOpen(change.parameter()))
        .map(change -> entry(change, runId))
        .forEach(ledger::add);
    if (!ledger.equals(before)) {
      journal.record(task, ledger());
    }
  }

  private LedgerEntry entry(Change change, String runId) {
    return new LedgerEntry(
        Side.SOURCE,
        shard,
        server.address(),
        runId,
        change.parameter(),
        change.original(),
        change.value(),
        LedgerEntry.State.RECORDED,
        change.reason(),
        clock.instant());
  }

  /** Tells the server what is on record and not known to be set; whether there was any. */
  private boolean setRecorded() {
    boolean any = false;
    for (int i = 0; i < ledger.size(); i++) {
      if (ledger.get(i).state() == LedgerEntry.State.RECORDED) {
        ledger.set(i, set(ledger.get(i)));
        any = true;
      }
    }
    return any;
  }

  /**
   * What is open on record need not be in force: the server may have restarted, or never have been
   * told. It is set again, with its first original.
   */
  private void againWhereItIsOpen(Change change) {
    ledger.replaceAll(
        entry ->
            entry.open()
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
                    clock.instant())
                : entry);
  }

  private static boolean isForeseen(LedgerEntry entry, Change change) {
    return entry.state() == LedgerEntry.State.RECORDED && entry.applied().equals(change.value());
  }

  /** A parameter that is changed already keeps its first original. */
  private boolean isOpen(String parameter) {
    return ledger.stream().anyMatch(entry -> entry.open() && entry.parameter().equals(parameter));
  }

  private LedgerEntry set(LedgerEntry entry) {
    try {
      server.setConfig(entry.parameter(), entry.applied());
      return entry.appliedAs(current(entry.parameter()).orElse(entry.applied()), clock.instant());
    } catch (CommandRefusedException e) {
      return entry.to(
          LedgerEntry.State.NOT_APPLIED,
          "the server refuses CONFIG SET (" + e.code() + ")",
          clock.instant());
    }
  }

  private Optional<String> current(String parameter) {
    return Optional.ofNullable(read(parameter).get(parameter))
        .map(
            value ->
                parameter.equals(SourceParameters.OUTPUT_BUFFER)
                    ? ReplicaBufferLimit.parse(value).toString()
                    : value);
  }

  private Map<String, String> read(String... parameters) {
    Map<String, String> values = new java.util.HashMap<>();
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
}
