package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.foreign.ForeignWriteWatch;
import io.redismigration.engine.foreign.ForeignWrites;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.ReplicationSettings;
import io.redismigration.engine.run.ReplicationSettings.ConfirmedFlush;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.worker.connect.Connections;
import io.redismigration.worker.parameters.Ledger;
import io.redismigration.worker.parameters.OtherNodes;
import io.redismigration.worker.parameters.ParameterKeeper;
import io.redismigration.worker.parameters.RunLogin;
import io.redismigration.worker.parameters.TargetLock;
import io.redismigration.worker.preflight.Preflight;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the worker of each type of task, with what it needs to do its work from here. */
public final class WorkersOnThisMachine implements Workers {
  private final Connections connections;
  private final TaskHost.Journal journal;
  private final Path spoolDirectory;
  private final InstantSource clock;
  private final ShardProofs proofs;

  /**
   * @param connections ways to both sides
   * @param journal makes ledgers durable
   * @param spoolDirectory where bytes wait for the target; wiped by each replication
   * @param clock our clock
   */
  public WorkersOnThisMachine(
      Connections connections, TaskHost.Journal journal, Path spoolDirectory, InstantSource clock) {
    this.connections = connections;
    this.journal = journal;
    this.spoolDirectory = spoolDirectory;
    this.clock = clock;
    this.proofs = new EngineProofs(connections, clock);
  }

  @Override
  public Worker create(Orders orders, Reports reports) {
    return switch (orders.current().type()) {
      case PREFLIGHT ->
          new PreflightWorker(
              orders, reports, new Preflight(connections, spoolDirectory, clock), clock);
      case REPLICATE -> new ReplicateWorker(orders, reports, this::open, clock);
      case RESTORE -> new RestoreWorker(orders, reports, connections, journal, clock);
      case VERIFY, SWITCH ->
          throw new IllegalArgumentException(
              "no worker of this release does " + orders.current().type());
    };
  }

  private Shard open(TaskSpec task, List<LedgerEntry> recorded) throws IOException {
    requireSecrets(task.source());
    requireSecrets(task.target());
    String name = new ClientName(task.runId(), task.epoch(), ClientName.CONTROL).toString();
    RedisControl source = connections.control(task.source(), Side.SOURCE, name);
    try {
      return open(task, recorded, source, connections.control(task.target(), Side.TARGET, name));
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** A Secret may be on its way: who is resumed waits for it. */
  private void requireSecrets(ConnectionSpec side) {
    List<String> missing = connections.missingSecrets(side);
    if (!missing.isEmpty()) {
      throw new EngineException(
          Reason.AuthenticationFailed,
          "not there: " + String.join(", ", missing),
          "put them there, or correct the references in auth and tls");
    }
  }

  private Shard open(
      TaskSpec task, List<LedgerEntry> recorded, RedisControl source, RedisControl target)
      throws IOException {
    try {
      return shard(task, recorded, source, target);
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private Shard shard(
      TaskSpec task, List<LedgerEntry> recorded, RedisControl source, RedisControl target)
      throws IOException {
    Ledger ledger = new Ledger(journal, task.name(), task.shard(), clock, recorded);
    TargetAccess access = access(task, target, ledger);
    ForeignWriteWatch others = new ForeignWriteWatch(target, task.runId(), clock, access::keptOut);
    Replication replication =
        new Replication(
            settings(task, access.settings(), () -> writers(task, others)),
            connections.dialer(),
            source,
            target,
            clock);
    ParameterKeeper keeper =
        new ParameterKeeper(source, target, others(task, connections, ClientName.CONTROL), ledger);
    return new Shard(
        source,
        target,
        replication,
        keeper,
        proofs.of(task, replication, access.settings(), others),
        access.lock(),
        clock);
  }

  /**
   * Auto in an order was never resolved: the order is an earlier release's, which locked nothing.
   */
  private TargetAccess access(TaskSpec task, RedisControl target, Ledger ledger) {
    ConnectionSettings given = connections.settings(task.target());
    boolean watches = task.replication().lockMayFail() && WatchedInstead.in(ledger.entries());
    boolean locks = task.replication().lock() == LockMode.ACL && !watches;
    if (!locks || !task.owner()) {
      return new TargetAccess(given, Optional.empty());
    }
    RunLogin login = RunLogin.of(task.runId());
    TargetLock lock =
        new TargetLock(
            target,
            given.username().orElse(TargetLock.DEFAULT_USER),
            others(task, connections, ClientName.CONTROL),
            ledger,
            login);
    return new TargetAccess(login.on(given), Optional.of(lock));
  }

  /** Ways to the servers of both sides that the order does not name. */
  static OtherNodes.Dial others(TaskSpec task, Connections connections, String role) {
    String name = new ClientName(task.runId(), task.epoch(), role).toString();
    return (side, at) ->
        connections.control(side == Side.SOURCE ? task.source() : task.target(), at, side, name);
  }

  /** Of several shards' workers one alone touches the whole target, and only when it prepares. */
  private Optional<ConfirmedFlush> confirmedFlush(TaskSpec task) {
    return Optional.ofNullable(task.replication().flush())
        .filter(order -> task.owner() && task.desired() == DesiredState.PREPARE)
        .map(
            order ->
                new ConfirmedFlush(
                    order.targetRunId(),
                    Set.copyOf(order.databases()),
                    () -> requireOurs(task.name())));
  }

  private void requireOurs(String task) {
    try {
      journal.requireOurs(task);
    } catch (IOException e) {
      throw new EngineException(
          Reason.FlushNotConfirmed,
          "it cannot be told whether the flush is still this worker's to do: "
              + e.getMessage()
              + "; nothing was removed",
          "retry when that is mended: it is validated again",
          e);
    }
  }

  /** Seen by this worker, or by one before it. */
  private static Optional<String> writers(TaskSpec task, ForeignWriteWatch others) {
    return others
        .seen()
        .map(ForeignWrites::writers)
        .or(() -> Optional.of(task.replication().foreignWriters()))
        .filter(writers -> !writers.isEmpty())
        .map(writers -> String.join(", ", writers));
  }

  private ReplicationSettings settings(
      TaskSpec task, ConnectionSettings target, Supplier<Optional<String>> othersWrote)
      throws IOException {
    return new ReplicationSettings(
        task.runId(),
        task.epoch(),
        connections.settings(task.source()),
        target,
        SpoolSettings.in(spoolDirectory).withDiskLimit(task.replication().spoolBytes()),
        TtlPolicy.DEFAULT_HOLD,
        Optional.ofNullable(task.resume())
            .map(
                known ->
                    new ReplicationSettings.Known(known.replicationId(), known.confirmedOffset())),
        confirmedFlush(task),
        task.replication().onFullResync() == OnFullResync.FLUSH,
        false,
        othersWrote);
  }
}
