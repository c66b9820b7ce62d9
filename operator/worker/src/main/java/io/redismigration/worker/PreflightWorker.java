package io.redismigration.worker;

import io.redismigration.migration.checks.CheckFacts;
import io.redismigration.migration.checks.Checks;
import io.redismigration.migration.checks.FlushScope;
import io.redismigration.migration.checks.ServerFacts;
import io.redismigration.migration.checks.SourceFacts;
import io.redismigration.migration.checks.TargetFacts;
import io.redismigration.migration.cutover.FenceChoice;
import io.redismigration.migration.guarantees.GuaranteeFacts;
import io.redismigration.migration.guarantees.Guarantees;
import io.redismigration.migration.ledger.Headroom;
import io.redismigration.migration.lock.LockChoice;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.model.Topology;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.worker.preflight.Preflight;
import java.time.InstantSource;

/** Looks at both sides, evaluates the catalogue, changes nothing. */
final class PreflightWorker implements Worker {
  private final Orders orders;
  private final Preflight preflight;
  private final StatusBuilder status;

  PreflightWorker(Orders orders, Reports reports, Preflight preflight, InstantSource clock) {
    this.orders = orders;
    this.preflight = preflight;
    this.status = new StatusBuilder(reports, clock, orders.current().epoch());
  }

  @Override
  public void run() throws InterruptedException {
    TaskSpec task = orders.current();
    status.state(TaskState.CONNECTING, "looking at source and target").publish();
    CheckFacts seen = preflight.look(task);
    status
        .checks(Checks.evaluate(seen))
        .resolved(resolved(task, seen))
        .guarantees(Guarantees.of(guarantees(task, seen)))
        .state(TaskState.SUCCEEDED, "every check is evaluated")
        .publish();
  }

  private static FenceKind fence(TaskSpec task, SourceFacts source) {
    return source == null
        ? null
        : FenceChoice.of(
                task.replication().plannedFence(),
                task.replication().plannedSourceAfter(),
                source.fence(source.scripts().calls() > 0))
            .kind();
  }

  private static Resolved resolved(TaskSpec task, CheckFacts seen) {
    ServerFacts source = seen.source() == null ? null : seen.source().server();
    ServerFacts target = seen.target() == null ? null : seen.target().server();
    return new Resolved(
        source == null ? null : Topology.STANDALONE,
        target == null ? null : Topology.STANDALONE,
        ReplicationMode.COMMANDS,
        fence(task, seen.source()),
        lock(task, seen.target()),
        source == null ? null : source.version().toString(),
        target == null ? null : target.version().toString(),
        source == null ? null : role(source),
        target == null ? null : role(target),
        source == null ? null : source.runId(),
        target == null ? null : target.runId(),
        null,
        source == null ? null : source.keysTotal(),
        source == null ? null : source.usedMemory(),
        seen.sourceConnection().addresses(),
        seen.targetConnection().addresses(),
        FlushScope.of(seen).removed());
  }

  /** Null while the target is not known. */
  private static LockMode lock(TaskSpec task, TargetFacts target) {
    return target == null ? null : LockChoice.of(task.replication().lock(), target.lock()).mode();
  }

  private static String role(ServerFacts server) {
    return server.primary() ? "primary" : "replica";
  }

  private static GuaranteeFacts guarantees(TaskSpec task, CheckFacts seen) {
    SourceFacts source = seen.source();
    TargetFacts target = seen.target();
    return new GuaranteeFacts(
        source == null ? null : source.sync() == SourceFacts.Sync.PSYNC,
        source == null ? null : exactOffsets(source.server()),
        target == null ? null : !seen.targetConnection().deniedOptional().contains("client|kill"),
        target == null ? null : lock(task, target) == LockMode.ACL,
        target == null ? null : target.replicas(),
        target == null ? null : evicts(target),
        target == null ? null : target.persists(),
        source == null ? null : source.configWritable(),
        source == null ? null : backlogCapped(task, source),
        source == null ? null : source.scripts().calls() > 0 && source.scripts().verbatim(),
        source == null ? null : !source.server().version().atLeast(6, 0),
        fence(task, source),
        task.replication().plannedSourceAfter(),
        task.replication().verification());
  }

  /** 2.8.0 to 2.8.21 and 3.0.0 to 3.0.3 name the offset of the request, not of the snapshot. */
  private static boolean exactOffsets(ServerFacts source) {
    return source.version().atLeast(3, 0, 4)
        || (source.version().atLeast(2, 8, 22) && !source.version().atLeast(3, 0));
  }

  private static boolean backlogCapped(TaskSpec task, SourceFacts source) {
    ServerFacts server = source.server();
    long now = source.backlogSize() == null ? 0 : source.backlogSize();
    long safe =
        Headroom.of(server.usedMemory(), server.maxmemory(), server.systemMemory())
            .largestBacklog(now);
    return task.replication().parameters().replBacklogSize() > Math.max(safe, now);
  }

  private static boolean evicts(TargetFacts target) {
    return target.server().maxmemory() > 0 && !"noeviction".equals(target.evictionPolicy());
  }
}
