package io.redismigration.worker.parameters;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.migration.ledger.Change;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.Headroom;
import io.redismigration.migration.ledger.SourceParameters;
import io.redismigration.migration.ledger.TakenBack;
import io.redismigration.migration.ledger.TargetParameters;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.Side;
import io.redismigration.worker.parameters.OtherNodes.Dial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes parameters of one shard, on every server of it that can become primary, and of the target
 * by the write-ahead rule: the original is durable before the server is told, so that whoever comes
 * after a crash at any instruction can put it back.
 */
public final class ParameterKeeper {
  private final RedisControl source;
  private final RedisControl target;
  private final Dial others;
  private final Ledger ledger;
  private String raisedOn = "";
  private long evictedBefore;

  /**
   * @param source control connection to the source
   * @param target control connection to the target
   * @param others opens one to another server of a side
   */
  public ParameterKeeper(RedisControl source, RedisControl target, Dial others, Ledger ledger) {
    this.source = source;
    this.target = target;
    this.others = others;
    this.ledger = ledger;
  }

  /** The ledger as it stands; a copy, for any thread. */
  public List<LedgerEntry> ledger() {
    return ledger.entries();
  }

  /**
   * Raises buffer, backlog and timeout of the source and of its replicas for the time of the
   * migration. A replica that does not answer is on record as not set.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void raise(ParametersSpec wanted) throws IOException {
    ServerInfo info = source.info();
    raisedOn = info.runId();
    evictedBefore = info.number("evicted_keys").orElse(0);
    try (OtherNodes replicas = new OtherNodes(Side.SOURCE, others).replicasOf(info)) {
      raise(wanted, source, info, replicas.runIds());
      for (OtherNodes.Node replica : replicas.reached()) {
        raise(wanted, replica.control(), replica.info(), Set.of());
      }
      for (Map.Entry<Endpoint, String> silent : replicas.silent().entrySet()) {
        ledger.add(notReached(wanted, silent.getKey(), silent.getValue()));
      }
    }
    ledger.makeDurable();
  }

  private void raise(
      ParametersSpec wanted, RedisControl server, ServerInfo info, Set<String> elsewhere)
      throws IOException {
    NodeKeeper node = new NodeKeeper(server, Side.SOURCE, info.runId(), elsewhere, ledger);
    Map<String, String> present =
        node.read(
            SourceParameters.OUTPUT_BUFFER, SourceParameters.BACKLOG, SourceParameters.TIMEOUT);
    if (present.size() < 3) {
      return;
    }
    List<Change> changes =
        new ArrayList<>(
            SourceParameters.changes(
                wanted,
                present.get(SourceParameters.OUTPUT_BUFFER),
                present.get(SourceParameters.BACKLOG),
                present.get(SourceParameters.TIMEOUT),
                headroom(info)));
    changes.addAll(
        SourceParameters.optional(
            wanted, node.read(SourceParameters.BACKLOG_TTL, SourceParameters.DISKLESS_DELAY)));
    changes.removeIf(change -> TakenBack.on(info.runId(), change.parameter(), ledger()));
    node.record(changes);
    node.setRecorded(entry -> !fence().test(entry));
  }

  /**
   * Looks after what was raised: another server that answers, after a failover or a restart, is
   * raised too; one that evicts keys since has its backlog back.
   *
   * @param runId of the server that answers now
   * @param evicted keys it has evicted since it started
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void lookAfter(ParametersSpec wanted, String runId, long evicted) throws IOException {
    if (!runId.equals(raisedOn)) {
      // Once for each, whatever becomes of it.
      raisedOn = runId;
      raise(wanted);
      return;
    }
    boolean raised = ledger().stream().anyMatch(entry -> entry.open() && isBacklogOf(entry, runId));
    if (raised && evicted > evictedBefore) {
      restore(entry -> isBacklogOf(entry, runId));
      ledger.replaceAll(
          entry ->
              entry.state() == LedgerEntry.State.RESTORED && isBacklogOf(entry, runId)
                  ? entry.to(
                      LedgerEntry.State.RESTORED,
                      TakenBack.because(evicted - evictedBefore),
                      ledger.now())
                  : entry);
      ledger.makeDurable();
    }
  }

  private static boolean isBacklogOf(LedgerEntry entry, String runId) {
    return entry.side() == Side.SOURCE
        && entry.runId().equals(runId)
        && entry.parameter().equals(SourceParameters.BACKLOG);
  }

  private static Headroom headroom(ServerInfo info) {
    return Headroom.of(
        info.usedMemory(),
        info.number("maxmemory").orElse(0),
        info.number("total_system_memory").orElse(0));
  }

  private LedgerEntry notReached(ParametersSpec wanted, Endpoint address, String why) {
    return new LedgerEntry(
        Side.SOURCE,
        ledger.shard(),
        address.toString(),
        "",
        SourceParameters.BACKLOG,
        "",
        String.valueOf(wanted.replBacklogSize()),
        LedgerEntry.State.NOT_APPLIED,
        "a replica that may become primary does not answer: " + why,
        ledger.now());
  }

  /**
   * Sets the target so that it keeps every key and takes every value. For the one task that acts on
   * the whole target.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void prepareTarget() throws IOException {
    ServerInfo info = target.info();
    Long largest = largestOfSource();
    if (!prepareTarget(target, info, largest)) {
      return;
    }
    try (OtherNodes replicas = new OtherNodes(Side.TARGET, others).replicasOf(info)) {
      for (OtherNodes.Node replica : replicas.reached()) {
        prepareTarget(replica.control(), replica.info(), largest);
      }
    }
    ledger.makeDurable();
  }

  /** Whether anything is to be set there. */
  private boolean prepareTarget(RedisControl server, ServerInfo info, Long largest)
      throws IOException {
    NodeKeeper node = new NodeKeeper(server, Side.TARGET, info.runId(), Set.of(), ledger);
    List<Change> changes =
        TargetParameters.changes(
            node.read(TargetParameters.EVICTION_POLICY, TargetParameters.BULK_LENGTH),
            maxmemory(node, info),
            largest);
    node.record(changes);
    return node.setRecorded(ParameterKeeper::isTargetParameter);
  }

  /** INFO tells it from 3.2 on. */
  private static long maxmemory(NodeKeeper node, ServerInfo info) {
    return info.number("maxmemory")
        .orElseGet(() -> Long.parseLong(node.read("maxmemory").getOrDefault("maxmemory", "0")));
  }

  private Long largestOfSource() {
    try {
      String value = source.config(TargetParameters.BULK_LENGTH).get(TargetParameters.BULK_LENGTH);
      return value == null ? null : Long.valueOf(value);
    } catch (CommandRefusedException e) {
      return null;
    }
  }

  /**
   * Records how to take back what {@link #closeToWriters} will do, so that nobody waits for the
   * journal while writers wait for the source. Until then it changes nothing there.
   *
   * @throws IOException when the ledger is not durable
   */
  public void foreseeClosing() throws IOException {
    primary().record(closing());
  }

  /**
   * Demands more replicas than there are, so that every write is refused. How to take it back is
   * durable before; that it was done is in the next report.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void closeToWriters() throws IOException {
    NodeKeeper primary = primary();
    primary.record(closing());
    primary.setRecorded(fence());
  }

  private NodeKeeper primary() {
    return new NodeKeeper(source, Side.SOURCE, source.info("server").runId(), Set.of(), ledger);
  }

  /** What {@link #closeToWriters} would set. */
  public List<Change> foreseenClosing() {
    return closing();
  }

  private List<Change> closing() {
    Map<String, String> present = source.config("min-*");
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
      Map<String, String> present = source.config("min-*");
      boolean replicaNames = present.containsKey("min-replicas-to-write");
      String parameter = replicaNames ? "min-replicas-to-write" : "min-slaves-to-write";
      if (present.containsKey(parameter)) {
        source.setConfig(parameter, present.get(parameter));
      }
      return present.containsKey(parameter);
    } catch (CommandRefusedException e) {
      return false;
    }
  }

  /** Whether the server itself says that it refuses every write. */
  public boolean isClosedToWriters() {
    Map<String, String> present = source.config("min-*");
    return FenceParameters.closes(
        present.getOrDefault("min-replicas-to-write", present.get("min-slaves-to-write")),
        present.getOrDefault("min-replicas-max-lag", present.get("min-slaves-max-lag")));
  }

  /** The run id of the process in which a fence of ours was in force last. */
  public Optional<String> fencedProcess() {
    return ledger().stream()
        .filter(entry -> entry.state() == LedgerEntry.State.APPLIED && fence().test(entry))
        .map(LedgerEntry::runId)
        .findFirst();
  }

  /** Whether a fence of ours may stand. */
  public boolean isFenceOpen() {
    return ledger().stream().anyMatch(entry -> entry.open() && fence().test(entry));
  }

  /** Selects what opens and closes the source to writers. */
  public static Predicate<LedgerEntry> fence() {
    return entry -> entry.side() == Side.SOURCE && FenceParameters.contains(entry.parameter());
  }

  private static boolean isTargetParameter(LedgerEntry entry) {
    return entry.side() == Side.TARGET && TargetParameters.contains(entry.parameter());
  }

  /**
   * Puts back what the predicate selects, each compared first; what cannot be put back stays open
   * and says why. A side that cannot be reached keeps nothing from being put back on the other.
   */
  public void restore(Predicate<LedgerEntry> which) throws IOException {
    List<RuntimeException> troubles = new ArrayList<>();
    restore(Side.SOURCE, source, which, troubles);
    restore(Side.TARGET, target, which, troubles);
    ledger.makeDurable();
    if (!troubles.isEmpty()) {
      throw troubles.get(0);
    }
  }

  private void restore(
      Side side,
      RedisControl named,
      Predicate<LedgerEntry> which,
      List<RuntimeException> troubles) {
    List<LedgerEntry> open =
        new ArrayList<>(
            ledger().stream()
                .filter(entry -> entry.open() && entry.side() == side && which.test(entry))
                .toList());
    if (open.isEmpty()) {
      return;
    }
    Collections.reverse(open);
    try (OtherNodes nodes = new OtherNodes(side, others)) {
      String runId = lookAround(named, open, nodes, troubles);
      for (LedgerEntry entry : open) {
        restored(entry, named, runId, nodes)
            .ifPresent(now -> ledger.replaceAll(known -> known.equals(entry) ? now : known));
      }
    } catch (EngineException e) {
      troubles.add(e);
    }
  }

  /** The run id of the server the manifest names; null when it does not answer. */
  private static String lookAround(
      RedisControl named,
      List<LedgerEntry> open,
      OtherNodes nodes,
      List<RuntimeException> troubles) {
    try {
      ServerInfo info = named.info();
      if (open.stream().anyMatch(entry -> !entry.runId().equals(info.runId()))) {
        nodes.replicasOf(info);
      }
      return info.runId();
    } catch (EngineException | CommandRefusedException e) {
      troubles.add(e);
      return null;
    }
  }

  /** Empty for an entry whose server is the one that does not answer: it stays as it is. */
  private Optional<LedgerEntry> restored(
      LedgerEntry entry, RedisControl named, String runId, OtherNodes nodes) {
    if (entry.runId().equals(runId)) {
      return Optional.of(node(named, entry.side(), runId).restored(entry));
    }
    Optional<OtherNodes.Node> known = nodes.running(entry.runId());
    if (known.isPresent()) {
      return known.map(found -> onOther(found, entry));
    }
    if (entry.address().equals(named.address())) {
      return Optional.ofNullable(runId)
          .map(answering -> node(named, entry.side(), answering).restored(entry));
    }
    return Optional.of(
        nodes
            .at(Endpoint.parse(entry.address()))
            .map(found -> onOther(found, entry))
            .orElseGet(
                () ->
                    entry.to(LedgerEntry.State.NOT_RESTORED, "it does not answer", ledger.now())));
  }

  private LedgerEntry onOther(OtherNodes.Node found, LedgerEntry entry) {
    return node(found.control(), entry.side(), found.info().runId()).restored(entry);
  }

  private NodeKeeper node(RedisControl server, Side side, String runId) {
    return new NodeKeeper(server, side, runId, Set.of(), ledger);
  }
}
