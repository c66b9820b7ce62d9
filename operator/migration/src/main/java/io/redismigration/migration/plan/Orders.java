package io.redismigration.migration.plan;

import io.redismigration.migration.cutover.Shards;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import io.redismigration.migration.task.TrialOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tasks that a status calls for: derived from it alone, so that lost actions come back. */
final class Orders {
  private final Observation seen;
  private final StatusDraft draft;

  Orders(Observation seen, StatusDraft draft) {
    this.seen = seen;
    this.draft = draft;
  }

  /** Every task that should exist, with the order it should have. */
  List<TaskSpec> wanted() {
    return switch (draft.phase) {
      case PENDING, AWAITING_START, CANCELLED -> List.of();
      case VALIDATING -> List.of(preflight());
      case PREPARING ->
          Preparing.validationDue(seen, draft)
              ? List.of(preflight())
              : replicates(DesiredState.PREPARE);
      case FULL_SYNC, STREAMING -> replicates(DesiredState.RUN);
      case CUTTING_OVER ->
          with(
              CleanUp.restoreWanted(seen, draft) ? restoring() : replicates(cutoverState()),
              switchOver());
      case COMPLETED -> seen.migration().deleting() ? List.of() : switchOver();
      case FAILED, CANCELLING -> cleanUp();
    };
  }

  private List<TaskSpec> cleanUp() {
    return switch (CleanUp.stage(seen, draft)) {
      case STOPPING ->
          seen.replicates(draft).stream()
              .map(task -> replicate(task.spec().shard(), DesiredState.STOP))
              .toList();
      case RESTORING -> restoring();
      case DONE -> List.of();
    };
  }

  /** Only when nobody is left who may set again what it puts back. */
  private List<TaskSpec> restoring() {
    return seen.replicates(draft).stream().allMatch(task -> task.status().state().ended())
        ? List.of(restore())
        : List.of();
  }

  private DesiredState cutoverState() {
    return switch (draft.cutover.stage) {
      case NONE, ARMING, ABORTING -> DesiredState.RUN;
      case FREEZING, SWITCHING -> DesiredState.FREEZE;
      case DETACHING, DONE -> DesiredState.DETACH;
    };
  }

  private List<TaskSpec> replicates(DesiredState desired) {
    return Shards.of(draft.resolved).stream().map(shard -> replicate(shard, desired)).toList();
  }

  private TaskSpec preflight() {
    MigrationSpec spec = seen.spec();
    return new TaskSpec(
        TaskNames.preflight(seen.migration().name(), draft.run.validation()),
        TaskType.PREFLIGHT,
        Shards.ONLY,
        seen.migration().uid(),
        draft.run.attempt(),
        draft.run.epoch(),
        DesiredState.PREPARE,
        spec.source(),
        spec.target().connection(),
        false,
        false,
        options(spec, spec.target().lock(), null),
        null,
        List.of(),
        null);
  }

  /** Its epoch is above that of the worker it takes over from, which may not be gone. */
  private TaskSpec restore() {
    MigrationSpec spec = seen.spec();
    Optional<TaskSpec> last = seen.restore(draft).map(Task::spec);
    long epoch = draft.run.epoch() + 1;
    return new TaskSpec(
        TaskNames.restore(seen.migration().name(), draft.run.attempt(), keepsClaim(draft)),
        TaskType.RESTORE,
        Shards.ONLY,
        seen.migration().uid(),
        draft.run.attempt(),
        epoch,
        DesiredState.PREPARE,
        endpointsOf(last.map(TaskSpec::source), spec.source()),
        endpointsOf(last.map(TaskSpec::target), spec.target().connection()),
        false,
        keepsClaim(draft),
        options(spec, null),
        null,
        last.filter(order -> order.epoch() == epoch)
            .map(TaskSpec::ledger)
            .orElseGet(() -> CleanUp.open(draft)),
        null);
  }

  private TaskSpec replicate(String shard, DesiredState desired) {
    String name = TaskNames.replicate(seen.migration().name(), shard, draft.run.attempt());
    MigrationSpec spec = seen.spec();
    Optional<TaskSpec> last = seen.task(name).map(Task::spec);
    Optional<TaskSpec> sameWorker = last.filter(this::ofThisEpoch);
    ReplicationOptions now =
        options(spec, desired == DesiredState.PREPARE ? Flushing.order(draft) : null);
    return new TaskSpec(
        name,
        TaskType.REPLICATE,
        shard,
        seen.migration().uid(),
        draft.run.attempt(),
        draft.run.epoch(),
        desired,
        endpointsOf(last.map(TaskSpec::source), spec.source()),
        endpointsOf(last.map(TaskSpec::target), spec.target().connection()),
        shard.equals(Shards.of(draft.resolved).get(0)),
        keepsClaim(draft),
        last.map(order -> frozen(order.replication(), now, sameWorker.isPresent())).orElse(now),
        cutover(last),
        sameWorker.map(TaskSpec::ledger).orElseGet(() -> ledgerOf(shard)),
        sameWorker.isPresent() ? sameWorker.get().resume() : resumeOf(shard));
  }

  private static List<TaskSpec> with(List<TaskSpec> some, List<TaskSpec> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** None where nobody asked for it, and while a cutover is undone. */
  private List<TaskSpec> switchOver() {
    SwitchoverStatus clients = draft.cutover.switchover;
    if (clients == null || !clients.active() || draft.cutover.stage == Stage.ABORTING) {
      return List.of();
    }
    String name =
        TaskNames.switchOver(seen.migration().name(), draft.run.attempt(), clients.round());
    Optional<TaskSpec> last = seen.task(name).map(Task::spec);
    MigrationSpec spec = seen.spec();
    return List.of(
        new TaskSpec(
            name,
            TaskType.SWITCH,
            Shards.ONLY,
            seen.migration().uid(),
            draft.run.attempt(),
            clients.epoch(),
            switch (clients.state()) {
              case PREPARING -> DesiredState.PREPARE;
              case SWITCHING -> DesiredState.RUN;
              case SWITCHED, REVERTED, DONE, FAILED -> DesiredState.DETACH;
            },
            last.map(TaskSpec::source).orElse(spec.source()),
            endpointsOf(last.map(TaskSpec::target), spec.target().connection()),
            false,
            false,
            last.map(TaskSpec::replication).orElseGet(() -> options(spec, null)),
            null,
            List.of(),
            null,
            clients.spec()));
  }

  private boolean ofThisEpoch(TaskSpec order) {
    return order.epoch() == draft.run.epoch();
  }

  /** A failed run keeps its claim on the target for a retry; everything else gives it up. */
  static boolean keepsClaim(StatusDraft draft) {
    return draft.phase == Phase.FAILED;
  }

  /** What was frozen stays as ordered; log-in and TLS follow the spec. */
  private static ConnectionSpec endpointsOf(Optional<ConnectionSpec> ordered, ConnectionSpec now) {
    return ordered
        .map(
            then ->
                new ConnectionSpec(
                    then.topology(),
                    now.access(),
                    then.endpoints(),
                    now.instanceRef(),
                    now.auth(),
                    now.tls(),
                    then.sentinel(),
                    then.preferReplica()))
        .orElse(now);
  }

  private ReplicationOptions options(MigrationSpec spec, FlushOrder flush) {
    return options(spec, lock(spec), flush);
  }

  /** What the validation found out, and told, is what a worker does. */
  private LockMode lock(MigrationSpec spec) {
    LockMode found = draft.resolved == null ? null : draft.resolved.lock();
    LockMode asked = spec.target().lock();
    return asked == LockMode.AUTO && found != null ? found : asked;
  }

  private ReplicationOptions options(MigrationSpec spec, LockMode lock, FlushOrder flush) {
    return new ReplicationOptions(
        spec.mode(),
        spec.parameters(),
        spec.target().existingData(),
        flush,
        lock,
        spec.cutover().fence(),
        spec.cutover().sourceAfter(),
        spec.worker().spoolBytes(),
        spec.onFullResync(),
        spec.throttle(),
        spec.verification(),
        draft.run.verification(),
        draft.run.repair(),
        draft.latches.suspended(),
        PlanChecks.lastMoment(spec),
        trial(spec),
        draft.verification == null || draft.verification.foreign() == null
            ? null
            : draft.verification.foreign().writers(),
        spec.target().lock() == LockMode.AUTO);
  }

  /** Only while nothing but streaming is ordered, so that it never meets a cutover. */
  private TrialOrder trial(MigrationSpec spec) {
    Trial asked = draft.cutover.trial;
    return asked == null || draft.phase != Phase.STREAMING
        ? null
        : new TrialOrder(
            asked.number(),
            asked.kind(),
            fence(spec),
            spec.cutover().maxLag(),
            spec.cutover().timeout(),
            spec.cutover().sourceAfter(),
            spec.verification().atFence());
  }

  private FenceKind fence(MigrationSpec spec) {
    FenceKind found = draft.resolved == null ? null : draft.resolved.fence();
    FenceKind asked = spec.cutover().fence();
    return asked == FenceKind.AUTO && found != null ? found : asked;
  }

  private static ReplicationOptions frozen(
      ReplicationOptions then, ReplicationOptions now, boolean sameWorker) {
    return new ReplicationOptions(
        then.mode(),
        then.parameters(),
        then.existingData(),
        now.flush(),
        then.lock(),
        now.plannedFence(),
        now.plannedSourceAfter(),
        now.spoolBytes(),
        now.onFullResync(),
        now.throttle(),
        now.verification(),
        now.verificationRound(),
        now.repairRound(),
        now.suspended(),
        now.plannedUntil(),
        now.trial(),
        sameWorker ? then.foreignWriters() : now.foreignWriters(),
        then.lockMayFail());
  }

  /** Fixed when the cutover begins; only the deadline and the decision are added. */
  private CutoverOrder cutover(Optional<TaskSpec> last) {
    if (draft.phase != Phase.CUTTING_OVER) {
      return draft.phase == Phase.FAILED || draft.phase == Phase.CANCELLING
          ? last.map(TaskSpec::cutover).orElse(null)
          : null;
    }
    CutoverOrder then =
        last.map(TaskSpec::cutover)
            .filter(order -> order.token().equals(draft.cutover.token))
            .orElseGet(this::freshOrder);
    return new CutoverOrder(
        then.token(),
        then.fence(),
        then.maxLag(),
        then.timeout(),
        draft.cutover.deadline,
        then.sourceAfter(),
        then.atFence(),
        then.workerDecides(),
        draft.cutover.stage == Stage.ABORTING ? Decision.ABORT : draft.cutover.decision);
  }

  private CutoverOrder freshOrder() {
    MigrationSpec spec = seen.spec();
    return new CutoverOrder(
        draft.cutover.token,
        fence(spec),
        spec.cutover().maxLag(),
        spec.cutover().timeout(),
        null,
        spec.cutover().sourceAfter(),
        spec.verification().atFence(),
        Shards.of(draft.resolved).size() == 1,
        Decision.OPEN);
  }

  private List<LedgerEntry> ledgerOf(String shard) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (LedgerEntry entry : draft.parameters) {
      if (entry.shard().equals(shard)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private ResumePoint resumeOf(String shard) {
    return draft.shards.stream()
        .filter(progress -> progress.shard().equals(shard) && progress.replicationId() != null)
        .filter(progress -> progress.confirmedOffset() > 0)
        .findFirst()
        .map(ResumePoint::of)
        .orElse(null);
  }
}
