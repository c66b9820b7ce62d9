package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TrialOrder;

/** One shard from its preparation to its detachment, after {@code ReplicateWorker}. */
final class SimulatedReplicate extends SimulatedWorker {
  private static final long REHEARSAL_MILLIS = 200;

  final SimulatedSource source;
  final SimulatedTarget target;
  SimulatedFreeze cutover;
  private String answered;
  private int restartsSeen;
  private long known;
  private String history = "?";
  private int wentBack;
  private boolean streaming;
  private boolean rehearsing;
  private TrialResult tried;

  SimulatedReplicate(World world, TaskSpec order, int number) {
    super(world, order, number);
    int shard = Integer.parseInt(order.shard());
    source = world.sources.get(shard);
    target = world.targets.get(shard);
  }

  /** A higher epoch is ordered: the same pod begins anew. */
  boolean isReplaced() {
    return order.epoch() > epoch;
  }

  private void prepare() {
    if (order.desired() == DesiredState.STOP) {
      say(TaskState.STOPPED, "stopped before it began");
      return;
    }
    known = order.resume() == null ? 0 : order.resume().confirmedOffset();
    if (world.is(Flaw.LIFTS_BEFORE_IT_LOOKS)) {
      begin(this::againIfItPasses, this::liftOldFence, this::takeOver);
    } else {
      begin(this::againIfItPasses, this::takeOver);
    }
  }

  private void againIfItPasses(Trouble trouble) {
    if (!trouble.passes()) {
      fail(trouble);
    }
  }

  private boolean takeOver() {
    Checkpoint found = target.takeOver(epoch, source, known);
    restartsSeen = target.restarts();
    history = found.history();
    if (found.committed()) {
      committedBefore();
      return true;
    }
    if (found.applied() < known) {
      wentBack++;
    }
    known = found.applied();
    CutoverOrder told = order.cutover();
    if (told != null && told.decision() == Decision.COMMIT) {
      // Decided for all shards: what the last worker had not recorded any more is done now.
      streaming = true;
      cutover = new SimulatedFreeze(this, told);
      state = TaskState.STREAMING;
      cutover.freeze();
      return true;
    }
    begin(
        this::againIfItPasses,
        this::liftOldFence,
        this::journal,
        this::recordParameters,
        this::journal,
        this::setParameters,
        this::prepared);
    return false;
  }

  private boolean liftOldFence() {
    ledger.restore(source, SimulatedLedger::isFence, world.workerTime());
    return true;
  }

  private boolean recordParameters() {
    if (source.configWritable) {
      ledger.record(source, SimulatedSource.TIMEOUT, "120", world.workerTime());
    }
    return true;
  }

  private boolean setParameters() {
    ledger.setRecorded(source, world.workerTime());
    return true;
  }

  private boolean prepared() {
    answered = order.cutover() == null ? null : order.cutover().token();
    say(TaskState.PREPARED, "the target is claimed");
    return true;
  }

  private void committedBefore() {
    streaming = true;
    if (order.cutover() != null) {
      cutover = new SimulatedFreeze(this, order.cutover());
      cutover.committed();
    } else {
      say(TaskState.COMMITTED, "an earlier worker had committed");
      begin(this::fail);
    }
  }

  @Override
  void between() {
    lookAtOrder();
    if (isReplaced()) {
      world.restartInSamePod(this);
      return;
    }
    if (state == TaskState.PENDING) {
      prepare();
      return;
    }
    switch (order.desired()) {
      case PREPARE -> {}
      case RUN -> run();
      case FREEZE -> freeze();
      case DETACH -> leaveAfterCommit();
      case STOP -> {
        if (state == TaskState.COMMITTED) {
          leaveAfterCommit();
        } else {
          stop();
        }
      }
    }
  }

  private void run() {
    if (state == TaskState.COMMITTED) {
      return;
    }
    begin(
        this::fail,
        this::applySome,
        this::liftFence,
        this::journalLift,
        this::arm,
        this::rehearse,
        this::rehearsed);
  }

  /** The source is closed for a moment; a worker that dies now leaves it to open by itself. */
  private boolean rehearse() {
    TrialOrder told = order.replication().trial();
    rehearsing =
        told != null
            && order.cutover() == null
            && state == TaskState.STREAMING
            && (tried == null || tried.number() != told.number());
    try {
      if (rehearsing) {
        source.pause(world.now + REHEARSAL_MILLIS);
      }
    } catch (Trouble trouble) {
      unsaid();
    }
    return true;
  }

  private boolean rehearsed() {
    if (!rehearsing) {
      return true;
    }
    rehearsing = false;
    TrialOrder told = order.replication().trial();
    boolean open = told != null && !source.away;
    if (open) {
      world.acknowledged(source, source.unpause());
    }
    if (told != null) {
      tried =
          new TrialResult(
              told.number(), told.kind(), world.workerTime(), open, null, null, 1L, null);
      unsaid();
    }
    return true;
  }

  /** One batch of the stream; what is away is waited for, what is lost ends the worker. */
  boolean applySome() {
    if (order.replication().suspended() && cutover == null) {
      return true;
    }
    try {
      reconnect();
      if (source.away) {
        return true;
      }
      if (!source.continues(history, known)) {
        throw new Trouble("FullResyncNeeded");
      }
      if (known < source.offset() || !history.equals(source.history())) {
        long next = Math.min(source.offset(), known + 1 + world.random.nextInt(6));
        target.apply(epoch, source.history(), next);
        known = next;
        history = source.history();
        unsaid();
      }
      if (state == TaskState.PREPARED) {
        say(TaskState.STREAMING, "applying the stream");
      }
      streaming = true;
    } catch (Trouble trouble) {
      if (!trouble.passes()) {
        throw trouble;
      }
    }
    return true;
  }

  /** After the target's connections broke: where it stands is where it goes on. */
  private void reconnect() {
    if (target.restarts() == restartsSeen) {
      return;
    }
    Checkpoint found = target.takeOver(epoch, source, known);
    if (found.committed()) {
      throw new Trouble("AlreadyCommitted");
    }
    if (found.applied() < known) {
      wentBack++;
      world.trace.say("%s: the target went back to %d", this, found.applied());
    }
    known = found.applied();
    history = found.history();
    restartsSeen = target.restarts();
  }

  long confirmed() {
    return known;
  }

  String history() {
    return history;
  }

  /** Whether the target has not lost its connections since. */
  boolean isConnected() {
    return target.restarts() == restartsSeen;
  }

  private boolean liftsFence;

  private boolean liftFence() {
    liftsFence = state != TaskState.ARMED && ledger.isFenceOpen();
    if (liftsFence) {
      try {
        ledger.restore(source, SimulatedLedger::isFence, world.workerTime());
      } catch (Trouble trouble) {
        message = "the source is still closed to writers, trying again";
        liftsFence = false;
      }
      unsaid();
    }
    return true;
  }

  private boolean journalLift() {
    if (liftsFence) {
      try {
        journal();
      } catch (Trouble trouble) {
        unsaid();
      }
    }
    return true;
  }

  private boolean arm() {
    CutoverOrder told = order.cutover();
    if (told == null) {
      if (cutover != null || answered != null) {
        cutover = null;
        answered = null;
        failure = null;
        if (state != TaskState.PREPARED) {
          say(TaskState.STREAMING, "applying the stream");
        }
      }
      return true;
    }
    boolean another = cutover == null || !cutover.order.token().equals(told.token());
    if (told.decision() == Decision.ABORT) {
      if (another) {
        cutover = new SimulatedFreeze(this, told);
      }
      if (state != TaskState.ABORTED) {
        say(TaskState.ABORTED, "the cutover was given up");
      }
    } else if (another && state.streams()) {
      cutover = new SimulatedFreeze(this, told);
      cutover.arm();
    }
    return true;
  }

  private void freeze() {
    if (state == TaskState.COMMITTED) {
      takeUp();
      cutover.committed();
    } else if (state == TaskState.ABORTED) {
      unsaid();
    } else if (cutover == null
        || !cutover.order.token().equals(order.cutover().token())
        || state != TaskState.ARMED) {
      run();
    } else {
      cutover.freeze();
    }
  }

  private void takeUp() {
    if (cutover == null && order.cutover() != null) {
      cutover = new SimulatedFreeze(this, order.cutover());
    }
  }

  private void leaveAfterCommit() {
    takeUp();
    if (cutover != null && !cutover.isSettled()) {
      cutover.committed();
      return;
    }
    boolean release = cutover != null && cutover.order.sourceAfter() == SourceAfter.RELEASE;
    begin(
        this::fail,
        () -> {
          source.released |= release;
          ledger.restore(
              source, entry -> release || !SimulatedLedger.isFence(entry), world.workerTime());
          return true;
        },
        this::journal,
        () -> {
          target.removeClaim();
          return true;
        },
        () -> {
          say(TaskState.DETACHED, "done");
          return true;
        });
  }

  void stop() {
    begin(
        this::fail,
        () -> {
          ledger.restore(source, entry -> true, world.workerTime());
          return true;
        },
        this::journal,
        () -> {
          if (!order.keepClaim()) {
            target.removeClaim();
          }
          return true;
        },
        () -> {
          say(TaskState.STOPPED, "stopped");
          return true;
        });
  }

  /** Whether it may still come to a commit nobody can take back. */
  boolean isPastTheLastLook() {
    return alive && cutover != null && cutover.isPastTheLastLook();
  }

  @Override
  void timePasses() {
    if (cutover != null) {
      cutover.renew();
    }
  }

  @Override
  ShardProgress progress() {
    if (!streaming) {
      return null;
    }
    long behind = Math.max(0, source.offset() - known);
    return new ShardProgress(
        order.shard(),
        history,
        source.offset(),
        known,
        known,
        known,
        behind,
        behind > 8 ? 500 : 5,
        0,
        0,
        0,
        1,
        1,
        1,
        1,
        known,
        wentBack,
        false);
  }

  @Override
  VerificationProgress verification() {
    if (!streaming) {
      return null;
    }
    int pass = order.replication().verificationRound() + 1;
    return new VerificationProgress(
        VerificationProgress.State.PASSED, pass, known, 1, 0, 0, 0, 0, 0, 0, false, null);
  }

  @Override
  CutoverProgress cutover() {
    if (cutover != null) {
      return cutover.progress();
    }
    return answered == null
        ? tried == null ? null : CutoverProgress.tried(tried)
        : new CutoverProgress(
            answered, world.scenario.fence(), null, null, null, null, 0, null, null);
  }
}
