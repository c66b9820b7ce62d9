package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.cutover.ClientPauseFence;
import io.redismigration.engine.cutover.Cutover;
import io.redismigration.engine.cutover.CutoverReport;
import io.redismigration.engine.cutover.CutoverStep;
import io.redismigration.engine.cutover.Decision;
import io.redismigration.engine.cutover.ExternalFence;
import io.redismigration.engine.cutover.Fence;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.Streaming;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.TaskState;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cutover order carried out for one shard: arm, freeze and commit or undo, keep the source
 * closed.
 */
final class CutoverRun {
  /** How long a pause holds that nobody renews. */
  static final Duration LEASE = Duration.ofSeconds(10);

  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(60);
  private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(5);

  /** A client that was ended at the commit, and knows no better, has come back by then. */
  static final Duration COMING_BACK = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(CutoverRun.class);

  private final CutoverOrder order;
  private final Shard shard;
  private final RedisControl source;
  private final Replication replication;
  private final ParameterKeeper keeper;
  private final ShardProof proof;
  private final InstantSource clock;
  private final StatusBuilder status;
  private final BooleanSupplier halted;
  private final List<StepProgress> steps = new ArrayList<>();
  private Instant stepBegan;
  private Long fencedOffset;
  private Long sealedOffset;
  private Long outageMillis;
  private final ClosedSource afterwards;
  private ClientPauseFence pause;
  private Instant committedAt;
  private String told = "";
  private String opening = "";
  private List<Blocker> blockers = List.of();

  CutoverRun(
      CutoverOrder order,
      Shard shard,
      InstantSource clock,
      StatusBuilder status,
      BooleanSupplier halted) {
    this.order = order;
    this.shard = shard;
    this.source = shard.source();
    this.replication = shard.replication();
    this.keeper = shard.keeper();
    this.proof = shard.proof();
    this.clock = clock;
    this.status = status;
    this.halted = halted;
    this.afterwards = new ClosedSource(order, source, keeper);
    this.pause = pause(true);
    this.stepBegan = clock.instant();
  }

  CutoverOrder order() {
    return order;
  }

  /** The answer of a worker that took over and found no commit; it has not armed yet. */
  static CutoverProgress nothingCommitted(CutoverOrder order) {
    return new CutoverProgress(order.token(), order.fence(), null, null, null, null, 0, null, null);
  }

  /** Opens and tries what the freeze needs, so that nothing is dialled under the fence. */
  void arm() throws InterruptedException {
    try {
      source.info("replication");
      probeRights();
      proof.arm(order.atFence(), order.timeout());
      step("Arm");
      status.state(TaskState.ARMED, "ready to close the source");
    } catch (CommandRefusedException e) {
      blockers = List.of(new Blocker("FenceNotPermitted", e.getMessage()));
    } catch (EngineException e) {
      blockers = List.of(new Blocker(e.reason().name(), e.getMessage()));
    }
    report();
  }

  private void probeRights() {
    if (order.fence() == FenceKind.EXTERNAL) {
      return;
    }
    boolean lasts = FenceRights.probe(source, keeper, order.fence(), order.sourceAfter());
    pause = pause(lasts);
    if (lasts) {
      new LedgerFence(keeper).foresee();
      status.ledger(keeper.ledger());
    }
  }

  private ClientPauseFence pause(boolean lasts) {
    return new ClientPauseFence(source, LEASE, lasts ? new LedgerFence(keeper) : null);
  }

  /**
   * Fences, drains, proves, seals and commits; or undoes.
   *
   * @param deadline when everything is undone unless it is decided; null: after the order's timeout
   * @param wanted whether the cutover is still ordered; asked until it is decided
   */
  void freeze(Instant deadline, BooleanSupplier wanted) throws InterruptedException {
    Streaming stream = replication.streaming().orElse(null);
    if (stream == null) {
      undone("NotStreaming", "the stream is not applied at the moment");
      return;
    }
    Cutover cutover =
        new Cutover(
            source,
            stream,
            proof.atFence(order.atFence()),
            new OnTarget(),
            wanted,
            System::nanoTime,
            this::reached);
    CutoverReport report = cutover.freeze(fence(stream, wanted), order.maxLag(), until(deadline));
    fencedOffset = report.fencedOffset() < 0 ? null : report.fencedOffset();
    outageMillis = report.outage().toMillis();
    if (report.committed()) {
      committed("the target has taken over");
    } else {
      sealedOffset = null;
      undone(
          report.undone().orElseThrow().reason().name(), report.undone().orElseThrow().message());
    }
  }

  private Fence fence(Streaming stream, BooleanSupplier wanted) {
    return switch (order.fence()) {
      case CLIENT_PAUSE -> pause;
      case EXTERNAL ->
          new ExternalFence(
              () -> stream.counters().written(), QUIET, order.timeout(), wanted, new SystemPause());
      default -> new LedgerFence(keeper);
    };
  }

  private Duration until(Instant deadline) {
    if (deadline == null) {
      return order.timeout();
    }
    Duration left = Duration.between(clock.instant(), deadline);
    return left.compareTo(order.timeout()) < 0 ? left : order.timeout();
  }

  /** The record on the target that decides. */
  private final class OnTarget implements Decision {
    @Override
    public void awaitReplicas(Duration atMost) {
      Duration patience = atMost.compareTo(REPLICA_PATIENCE) < 0 ? atMost : REPLICA_PATIENCE;
      replication.store().awaitReplicas(replication.location().orElseThrow(), online(), patience);
    }

    @Override
    public void commit() {
      record();
      openTarget();
      try {
        awaitReplicas(REPLICA_PATIENCE);
      } catch (EngineException | CommandRefusedException e) {
        // It is recorded: whatever happens to the target now, the source must be closed for good.
        LOG.warn("committed, but not every replica of the target says so: {}", e.getMessage());
      }
    }

    /** A process that is to end leaves the question to the next: the lasting fence stands. */
    private void record() {
      try {
        replication.store().commit(replication.location().orElseThrow(), sealedOffset);
      } catch (EngineException refused) {
        EngineException e = unlessForgotten(refused);
        boolean unknown =
            e.reason() == Reason.TargetUnreachable || e.reason() == Reason.TargetNotReady;
        if (unknown && halted.getAsBoolean()) {
          throw new EngineException(
              Reason.CommitUnknown,
              "stopped before the target had said whether the commit is recorded: "
                  + e.getMessage(),
              "run again to find out; the source stays closed until then",
              e);
        }
        throw e;
      }
    }

    /**
     * A target restarted in this very moment does not know us: whether it knows the commit is open.
     */
    private EngineException unlessForgotten(EngineException e) {
      return e.reason() == Reason.AuthenticationFailed && shard.enterTargetAgain()
          ? new EngineException(Reason.TargetNotReady, e.getMessage(), e.remedy(), e)
          : e;
    }

    private int online() {
      return (int)
          replication.targetInfo("replication").replicas().stream()
              .filter(replica -> replica.state().equals("online"))
              .count();
    }
  }

  private void reached(CutoverStep step) {
    switch (step) {
      case FENCE -> status.state(TaskState.FENCED, "the source is closed; draining the stream");
      case DRAIN -> status.state(TaskState.DRAINED, "drained; comparing both sides");
      case SEAL -> {
        sealedOffset = replication.streaming().map(Streaming::confirmed).orElse(null);
        status.state(TaskState.SEALED, "both sides are equal; deciding");
      }
      case CATCH_UP, PROVE, COMMIT -> {}
    }
    step(title(step));
    status.ledger(keeper.ledger());
    report();
  }

  static String title(CutoverStep step) {
    return switch (step) {
      case CATCH_UP -> "CatchUp";
      case FENCE -> "Fence";
      case DRAIN -> "Drain";
      case PROVE -> "Prove";
      case SEAL -> "Seal";
      case COMMIT -> "Commit";
    };
  }

  private void step(String name) {
    step(name, null);
  }

  private void step(String name, String message) {
    Instant now = clock.instant();
    steps.add(new StepProgress(name, stepBegan, now, message));
    stepBegan = now;
  }

  /** Closes the source for good, or again where it was started again since. */
  private void closeForGood() {
    afterwards
        .close(pause)
        .ifPresent(
            done -> {
              step("CloseSource", done.message());
              told = done.message() == null ? told : "; " + done.message();
            });
    status.ledger(keeper.ledger());
  }

  /** Whoever may write to the target as it was before may do so again. */
  private void openTarget() {
    try {
      shard.unlockTarget();
      opening = "";
    } catch (CommandRefusedException | EngineException e) {
      LOG.warn("the target's users could not be unlocked: {}", e.getMessage());
      opening = "; the target's users could not be unlocked, trying again: " + e.getMessage();
    }
  }

  /** See {@link ClosedSource#endLateClients}. */
  void endLateClients() {
    afterwards.endLateClients();
  }

  /**
   * Whether nothing is left to be done after the commit, or it was tried for long enough, and
   * clients of the source have had the time to show that they still are.
   */
  boolean isSettled() {
    boolean done = afterwards.isClosed() && !shard.isTargetLocked();
    return done ? isPast(COMING_BACK) : isOverdue();
  }

  /** Whether what is left to be done after the commit was tried for long enough. */
  boolean isOverdue() {
    return isPast(CLOSING_PATIENCE);
  }

  private boolean isPast(Duration afterTheCommit) {
    return committedAt != null && clock.instant().isAfter(committedAt.plus(afterTheCommit));
  }

  /** Reports the commit; tries again what is left of it. */
  void committed(String how) {
    if (committedAt == null) {
      committedAt = clock.instant();
    }
    openTarget();
    closeForGood();
    status.state(TaskState.COMMITTED, how + opening + afterwards.trouble() + told);
    report();
  }

  /** Null while the fence is only foreseen. */
  private String lift(List<LedgerEntry> ledger) {
    if (status.state() == TaskState.ARMED) {
      return null;
    }
    String commands =
        RestoreCommands.of(ledger.stream().filter(ParameterKeeper.fence()).toList()).stream()
            .collect(Collectors.joining(" && "));
    return commands.isEmpty() ? null : commands;
  }

  /**
   * The planner gave it up, or it failed: the source is open, keys live longer on the target again.
   */
  void undone(String reason, String message) {
    status
        .ledger(keeper.ledger())
        .failure(new Failure(reason, message, "confirm again with the new token", true))
        .state(TaskState.ABORTED, message);
    proof.disarm();
    report();
  }

  /** Ends what is left after the commit; writes that came late are counted. */
  void report() {
    long late = replication.streaming().map(stream -> stream.late().count()).orElse(0L);
    status
        .cutover(
            new CutoverProgress(
                order.token(),
                order.fence(),
                List.copyOf(steps),
                fencedOffset,
                sealedOffset,
                outageMillis,
                status.state() == TaskState.COMMITTED ? late : 0,
                blockers,
                lift(keeper.ledger())))
        .publish();
  }
}
