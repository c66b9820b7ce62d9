package io.redismigration.migration.simulation;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskState;
import java.time.Duration;
import java.util.List;

/**
 * One cutover order carried out, after the worker's {@code CutoverRun} and the engine's {@code
 * Cutover}. With several shards the planner decides: a sealed worker waits for that however long it
 * takes, and does nothing by itself.
 */
final class SimulatedFreeze {
  private static final long LEASE_MILLIS = 10_000;
  private static final long QUIET_MILLIS = 2_000;
  private static final long DECISION_PATIENCE_MILLIS = 300_000;
  private static final long CLOSING_PATIENCE_MILLIS = 60_000;

  final CutoverOrder order;
  private final SimulatedReplicate worker;
  private final World world;
  private List<Blocker> blockers = List.of();
  private Long fencedOffset;
  private Long sealedOffset;
  private String fencedHistory;
  private String fencedRun;
  private long engaging;
  private long budgetMillis;
  private long quietSince;
  private long quietOffset;
  private long renewedAt;
  private boolean leased;
  private boolean lapsed;
  private boolean pauseAsked;
  private boolean lasts;
  private boolean lastingDone;
  private boolean pastTheLastLook;
  private long decidingSince;
  private boolean closedForGood;
  private long committedAt = -1;

  SimulatedFreeze(SimulatedReplicate worker, CutoverOrder order) {
    this.worker = worker;
    this.order = order;
    this.world = worker.world;
    this.lasts =
        worker.source.configWritable
            && order.fence() != FenceKind.EXTERNAL
            && !world.is(Flaw.FORGETS_THE_LASTING_FENCE);
  }

  private boolean isFence(FenceKind kind) {
    return order.fence() == kind;
  }

  /** Tries what the freeze needs, and records how to open the source again. */
  void arm() {
    worker.first(
        () -> {
          try {
            worker.source.reach();
            if (lasts && !world.is(Flaw.CLOSES_BEFORE_IT_RECORDS)) {
              recordFence();
              worker.journal();
            }
            worker.say(TaskState.ARMED, "ready to close the source");
          } catch (Trouble trouble) {
            blockers = List.of(new Blocker(trouble.reason(), trouble.reason()));
            worker.unsaid();
          }
          return true;
        });
  }

  private void recordFence() {
    worker.ledger.record(
        worker.source, SimulatedSource.FENCE, SimulatedSource.CLOSED, world.workerTime());
  }

  void freeze() {
    budgetMillis = order.timeout().toMillis();
    if (worker.order.cutover().deadline() != null) {
      Duration left = Duration.between(world.workerTime(), worker.order.cutover().deadline());
      budgetMillis = Math.min(budgetMillis, left.toMillis());
    }
    engaging = world.now;
    quietSince = world.now;
    quietOffset = worker.source.offset();
    if (world.is(Flaw.READS_THE_OFFSET_BEFORE_THE_FENCE)) {
      fencedOffset = quietOffset;
    }
    worker.begin(
        this::undoOrGoOn,
        this::engage,
        this::fenced,
        this::look,
        this::drain,
        this::makeLasting,
        this::lookAgain,
        this::drain,
        this::lastLook,
        this::sealed);
  }

  private boolean engage() {
    if (isFence(FenceKind.EXTERNAL)) {
      return isQuiet();
    }
    if (isFence(FenceKind.MIN_REPLICAS)) {
      lastingDone = false;
      return close();
    }
    renewedAt = world.now;
    pauseAsked = true;
    worker.source.pause(world.now + LEASE_MILLIS);
    leased = true;
    return true;
  }

  private boolean isQuiet() {
    worker.applySome();
    if (worker.source.offset() != quietOffset) {
      quietOffset = worker.source.offset();
      quietSince = world.now;
    }
    if (world.now - engaging > order.timeout().toMillis() && !isDecided()) {
      throw new Trouble("FenceNotPossible");
    }
    return world.now - quietSince >= QUIET_MILLIS;
  }

  /** Another instruction each: first on record, then told to the server. */
  private boolean close() {
    List<LedgerEntry> before = worker.ledger.entries();
    recordFence();
    boolean durable = worker.ledger.entries().equals(before);
    if (durable || world.is(Flaw.CLOSES_BEFORE_IT_RECORDS)) {
      worker.first(this::tellFence);
    } else {
      worker.first(worker::journal, this::tellFence);
    }
    return true;
  }

  private boolean closeUnlessClosed() {
    worker.source.reach();
    return worker.source.isClosedByParameter() || close();
  }

  private boolean tellFence() {
    worker.ledger.setRecorded(worker.source, world.workerTime());
    lastingDone = true;
    worker.unsaid();
    return true;
  }

  private boolean fenced() {
    worker.say(TaskState.FENCED, "the source is closed");
    return true;
  }

  private boolean look() {
    theSameSource(true);
    if (fencedOffset == null) {
      fencedOffset = worker.source.offset();
    }
    sealedOffset = null;
    return true;
  }

  private boolean drain() {
    keepInForce();
    long wanted =
        world.is(Flaw.READS_THE_OFFSET_BEFORE_THE_FENCE) ? fencedOffset : worker.source.offset();
    if (worker.confirmed() < wanted || !worker.isConnected()) {
      worker.applySome();
      return false;
    }
    if (worker.state == TaskState.FENCED) {
      worker.say(TaskState.DRAINED, "drained");
    }
    return true;
  }

  private boolean makeLasting() {
    return !lasts || lastingDone || isFence(FenceKind.EXTERNAL) || close();
  }

  private boolean lookAgain() {
    theSameSource(false);
    return true;
  }

  /** Nothing came after the fence, the target has it all, the fence stands. */
  private boolean lastLook() {
    worker.source.reach();
    theSameSource(false);
    boolean late = worker.source.offset() != fencedOffset && !isDecided();
    if (late && !world.is(Flaw.READS_THE_OFFSET_BEFORE_THE_FENCE)) {
      throw new Trouble("LateWrites");
    }
    if (!worker.isConnected() || worker.confirmed() < worker.source.offset() && !late) {
      throw new Trouble("DrainTimedOut");
    }
    keepInForce();
    pastTheLastLook = true;
    return true;
  }

  private boolean sealed() {
    sealedOffset = worker.confirmed();
    worker.say(TaskState.SEALED, "both sides are equal");
    decidingSince = world.now;
    worker.begin(this::unknown, order.workerDecides() ? this::commit : this::awaitDecision);
    return false;
  }

  /** The history under the fence is the one that was fenced. */
  private void theSameSource(boolean first) {
    worker.source.reach();
    if (first) {
      fencedHistory = worker.history();
      fencedRun = worker.source.runId();
    }
    boolean follows =
        worker.source.history().equals(fencedHistory) && worker.source.runId().equals(fencedRun);
    if (!follows && !isDecided()) {
      throw new Trouble("SourceChanged");
    }
  }

  private void keepInForce() {
    if (isDecided()) {
      return;
    }
    if (leased && hasLapsed()) {
      throw new Trouble("FenceLapsed");
    }
    if (world.now - engaging > budgetMillis) {
      throw new Trouble("DrainTimedOut");
    }
  }

  private boolean hasLapsed() {
    return lapsed || world.now - renewedAt > LEASE_MILLIS;
  }

  /** On a thread of its own, whatever the freeze waits for. */
  void renew() {
    if (leased && !worker.source.away) {
      lapsed |= world.now - renewedAt > LEASE_MILLIS;
      renewedAt = world.now;
      worker.source.pause(world.now + LEASE_MILLIS);
    }
  }

  /** Whether all shards are to commit, so that nothing is undone any more. */
  private boolean isDecided() {
    CutoverOrder now = worker.order.cutover();
    return !order.workerDecides() && now != null && now.decision() == Decision.COMMIT;
  }

  private boolean awaitDecision() {
    worker.lookAtOrder();
    if (worker.isReplaced()) {
      world.restartInSamePod(worker);
      return false;
    }
    CutoverOrder now = worker.order.cutover();
    boolean given =
        worker.order.desired() == DesiredState.STOP
            || now == null
            || now.decision() == Decision.ABORT;
    boolean over =
        world.is(Flaw.UNSEALS_BY_ITSELF) && world.now - engaging > budgetMillis && !isDecided();
    if (given || over) {
      undo(new Trouble("CutoverUndone"));
      return false;
    }
    if (isDecided()) {
      decidingSince = world.now;
      worker.begin(this::unknown, this::commit);
      return false;
    }
    return false;
  }

  private boolean commit() {
    worker.target.commit(worker.epoch, sealedOffset);
    world.trace.say("%s: committed on the target", worker);
    if (world.losesAnswer()) {
      throw Trouble.away("Target");
    }
    committed();
    return false;
  }

  /** A commit that was not answered is asked for again, as long as nothing has lapsed. */
  private void unknown(Trouble trouble) {
    if (world.is(Flaw.OPENS_WHEN_THE_COMMIT_IS_UNKNOWN)) {
      undo(trouble);
      return;
    }
    boolean again =
        trouble.passes()
            && !(leased && hasLapsed())
            && world.now - decidingSince <= DECISION_PATIENCE_MILLIS;
    if (again || (isDecided() && trouble.passes())) {
      worker.begin(this::unknown, this::commit);
    } else if (isDecided() && trouble.reason().equals("CheckpointWentBack")) {
      freeze();
    } else {
      leased = false;
      pastTheLastLook = false;
      worker.fail(trouble);
    }
  }

  private void undoOrGoOn(Trouble trouble) {
    if (!isDecided()) {
      undo(trouble);
    } else if (trouble.passes() || trouble.reason().equals("DrainTimedOut")) {
      freeze();
    } else {
      worker.fail(trouble);
    }
  }

  /** First what lasts, so that writes held back by a pause are executed rather than refused. */
  private void undo(Trouble why) {
    leased = false;
    pastTheLastLook = false;
    sealedOffset = null;
    worker.begin(
        trouble -> abandoned(why),
        () -> {
          worker.ledger.restore(worker.source, SimulatedLedger::isFence, world.workerTime());
          return true;
        },
        worker::journal,
        () -> {
          liftPause();
          return true;
        },
        () -> {
          abandoned(why);
          return true;
        });
  }

  private void liftPause() {
    if (pauseAsked) {
      world.acknowledged(worker.source, worker.source.unpause());
      pauseAsked = false;
    }
  }

  private void abandoned(Trouble why) {
    worker.say(TaskState.ABORTED, why.reason());
    worker.begin(worker::fail);
  }

  /** Committed: the source is closed for good, again and again until it is. */
  void committed() {
    if (committedAt < 0) {
      committedAt = world.now;
    }
    pastTheLastLook = true;
    if (world.is(Flaw.ABORTS_AFTER_THE_COMMIT)
        && worker.order.cutover() != null
        && worker.order.cutover().decision() == Decision.ABORT) {
      undo(new Trouble("CutoverUndone"));
      return;
    }
    boolean passing = order.sourceAfter() == SourceAfter.RELEASE && !worker.source.configWritable;
    if (closedForGood || isFence(FenceKind.EXTERNAL)) {
      closed();
    } else if (passing) {
      worker.begin(this::closing, this::endClients, this::liftPauseForGood, this::closed);
    } else {
      worker.begin(
          this::closing,
          this::pauseAgain,
          this::closeUnlessClosed,
          this::endClients,
          this::liftPauseForGood,
          this::closed);
    }
  }

  private boolean pauseAgain() {
    if (isFence(FenceKind.CLIENT_PAUSE) && !worker.source.isClosedByParameter()) {
      pauseAsked = true;
      worker.source.pause(world.now + LEASE_MILLIS);
    }
    return true;
  }

  private boolean endClients() {
    worker.source.endClients();
    return true;
  }

  private boolean liftPauseForGood() {
    leased = false;
    worker.source.released |= world.scenario.pauseAlone();
    liftPause();
    return true;
  }

  private boolean closed() {
    closedForGood = true;
    leased = false;
    worker.say(TaskState.COMMITTED, "the target has taken over");
    worker.begin(worker::fail);
    return false;
  }

  private void closing(Trouble trouble) {
    worker.say(TaskState.COMMITTED, "the source could not be closed for good, trying again");
    worker.begin(worker::fail);
  }

  boolean isSettled() {
    return closedForGood || committedAt >= 0 && world.now > committedAt + CLOSING_PATIENCE_MILLIS;
  }

  boolean isPastTheLastLook() {
    return pastTheLastLook;
  }

  CutoverProgress progress() {
    return new CutoverProgress(
        order.token(),
        order.fence(),
        null,
        fencedOffset,
        sealedOffset,
        null,
        0,
        blockers,
        worker.state == TaskState.ARMED ? null : worker.ledger.liftCommand());
  }
}
