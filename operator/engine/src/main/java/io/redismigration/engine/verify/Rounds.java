package io.redismigration.engine.verify;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.bucket.TwoSnapshots;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.stream.Cut;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a verification: a full pass, then rounds over what is open, one after another for
 * as long as it lives. Troubles are waited out and said; whatever was taken and not decided is put
 * back.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Counting has the stream stand still, and may have to look at every key. */
  private static final int COUNTS_IDLE = 10;

  private final StreamCuts cuts;
  private final Settlement settlement;
  private final CountComparison counting;
  private final Optional<TwoSnapshots> snapshots;
  private final Evidence evidence;
  private final VerificationSettings settings;
  private final InstantSource clock;
  private final Thread thread = new Thread(this::run, "verification");
  private final Object ordered = new Object();

  private volatile VerificationPlan plan = VerificationPlan.FULL;
  private int wantedRound;
  private volatile int passesWanted;
  private volatile int passesDone;
  private boolean begun;
  private volatile int round;
  private volatile boolean closed;
  private volatile VerificationState state = VerificationState.NEW;
  private volatile Pass pass;
  private volatile PassFigures last = PassFigures.none();
  private volatile Tally tally = new Tally();
  private volatile long coveredOffset = -1;
  private volatile boolean overflow;
  private volatile String trouble;
  private volatile String again;

  Rounds(
      StreamCuts cuts,
      Settlement settlement,
      CountComparison counting,
      Optional<TwoSnapshots> snapshots,
      Evidence evidence,
      VerificationSettings settings,
      InstantSource clock) {
    this.cuts = cuts;
    this.settlement = settlement;
    this.counting = counting;
    this.snapshots = snapshots;
    this.evidence = evidence;
    this.settings = settings;
    this.clock = clock;
  }

  VerificationPlan plan() {
    return plan;
  }

  void follow(VerificationPlan wanted, int wantedPass) {
    synchronized (ordered) {
      boolean another = !wanted.comparesLike(plan);
      if (!another && wantedPass <= wantedRound) {
        plan = wanted;
        return;
      }
      plan = wanted;
      wantedRound = Math.max(wantedRound, wantedPass);
      passesWanted++;
      if (!begun && wanted.mode() != VerificationPlan.Mode.OFF) {
        begun = true;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((where, cause) -> defect(cause));
        thread.start();
      }
      ordered.notifyAll();
    }
  }

  private void run() {
    try {
      while (!closed) {
        attempt();
      }
      state = VerificationState.CLOSED;
    } catch (InterruptedException e) {
      state = VerificationState.CLOSED;
    } finally {
      settlement.sides().close();
    }
  }

  /** A defect must not look like a comparison that goes on. */
  private void defect(Throwable cause) {
    LOG.error("verification ended by a defect", cause);
    trouble = "the comparison ended by a defect of this program: " + cause;
    state = VerificationState.FAILED;
  }

  private void attempt() throws InterruptedException {
    try {
      if (plan.mode() == VerificationPlan.Mode.OFF) {
        rest();
        return;
      }
      if (passesDone < passesWanted && !pass()) {
        return;
      }
      round();
      trouble = null;
      await();
    } catch (IOException e) {
      waitOut(e, "a connection of the verification failed: " + e.getMessage());
    } catch (EngineException e) {
      if (isFinal(e.reason())) {
        trouble = e.getMessage();
        state = VerificationState.FAILED;
        awaitOrder();
        return;
      }
      waitOut(e, e.getMessage());
    } catch (IllegalStateException e) {
      waitOut(e, "the stream stands still: " + e.getMessage());
    }
  }

  private static boolean isFinal(Reason reason) {
    return switch (reason) {
      case TargetClaimedByAnotherRun, EpochSuperseded, CheckpointMissing, PermissionDenied -> true;
      default -> false;
    };
  }

  private void waitOut(Exception e, String what) throws InterruptedException {
    if (closed) {
      return;
    }
    LOG.info("verification waits: {}", what);
    LOG.debug("verification waits", e);
    trouble = what;
    settlement.sides().reset();
    await();
  }

  private void await() throws InterruptedException {
    synchronized (ordered) {
      if (passesDone >= passesWanted && !closed) {
        ordered.wait(idle());
      }
    }
  }

  private long idle() {
    long millis = settings.idle().toMillis();
    return plan.mode() == VerificationPlan.Mode.COUNTS ? COUNTS_IDLE * millis : millis;
  }

  private void awaitOrder() throws InterruptedException {
    synchronized (ordered) {
      int before = passesWanted;
      while (passesWanted == before && !closed) {
        ordered.wait();
      }
    }
  }

  /** Nothing is compared until the plan changes; what was known then is of no use. */
  private void rest() throws InterruptedException {
    evidence.enter();
    try {
      evidence.complete(false);
      evidence.touched().stopTracking();
      evidence.touched().take();
    } finally {
      evidence.leave();
    }
    tally = new Tally();
    overflow = false;
    again = null;
    trouble = null;
    state = VerificationState.NEW;
    synchronized (ordered) {
      while (plan.mode() == VerificationPlan.Mode.OFF && !closed) {
        ordered.wait();
      }
    }
  }

  /** Returns false when it was closed, or the plan changed, before it was through. */
  private boolean pass() throws IOException, InterruptedException {
    evidence.complete(false);
    // In this order: nobody takes the last verdict for that of the pass to come.
    state = VerificationState.PASS;
    VerificationPlan serving;
    int order;
    synchronized (ordered) {
      serving = plan;
      order = passesWanted;
      round = Math.max(round + 1, wantedRound);
    }
    tally = new Tally();
    last = last.begin(serving);
    begin(serving);
    Pace pace = new Pace(() -> plan.keysPerSecond(), cuts);
    String remark = null;
    if (serving.mode() == VerificationPlan.Mode.COUNTS) {
      pass = null;
      count(pace, tally);
    } else {
      Pass now = passOf(serving, pace);
      pass = now;
      tally = now.tally();
      if (!now.run()) {
        return false;
      }
      last = last.ended(now, pace, clock.instant());
      remark = now.refused().orElse(null);
    }
    passesDone = order;
    again = remark;
    evidence.complete(true);
    return true;
  }

  private Pass passOf(VerificationPlan serving, Pace pace) {
    BooleanSupplier cancelled = () -> closed || !plan.comparesLike(serving);
    return new Pass(
        settlement,
        evidence,
        pace,
        serving,
        settings.keySetBytes(),
        cancelled,
        snapshots
            .filter(each -> serving.takesSnapshots())
            .map(
                each ->
                    new SnapshotComparison(
                        each, settlement, pace, () -> plan.bytesPerSecond(), cancelled)));
  }

  private void count(Pace pace, Tally into) throws IOException, InterruptedException {
    CountComparison.Counted counted = counting.compare(pace, into);
    coveredOffset = counted.offset();
    last = last.counted(counted.keys(), clock.instant());
    again = counted.message().isEmpty() ? null : counted.message();
  }

  /**
   * From this offset on the stream's keys are remembered; what was dirty is compared in any case.
   */
  private void begin(VerificationPlan serving) throws InterruptedException {
    evidence.enter();
    try (Cut cut = evidence.rest(cuts)) {
      cut.offset();
      evidence.different().take();
      evidence.different().putBack(evidence.take().dirty().take());
      evidence.touched().startTracking();
      if (serving.mode() == VerificationPlan.Mode.COUNTS) {
        evidence.touched().stopTracking();
      }
      overflow = false;
    } finally {
      evidence.leave();
    }
  }

  /** Everything open now is compared; what differs stays open. */
  private void round() throws IOException, InterruptedException {
    if (evidence.isWanted()) {
      return;
    }
    evidence.enter();
    try {
      Evidence.OpenAt taken = evidence.takeAtRest(cuts);
      Evidence.Open open = taken.open();
      if (open.overflowed()) {
        overflow = true;
        evidence.putBack(open);
        evidence.complete(false);
        state = VerificationState.OVERFLOWED;
        again =
            "compared from the beginning once more: SWAPDB or FLUSHALL came, or more keys changed"
                + " than are remembered";
        LOG.info("{}", again);
        synchronized (ordered) {
          passesWanted++;
        }
        return;
      }
      boolean done = false;
      try {
        done = compare(open, taken.offset());
      } finally {
        if (!done) {
          evidence.putBack(open);
        }
      }
    } finally {
      evidence.leave();
    }
  }

  /** Returns false when it was not done and everything has to be put back. */
  private boolean compare(Evidence.Open open, long offset)
      throws IOException, InterruptedException {
    Tally found = new Tally();
    Settlement.Outcome recording = new RoundOutcome(found, open, evidence);
    if (!settlement.decide(
        open.batches(settlement.sides().keysAtOnce()),
        () -> !evidence.isWanted() && !closed,
        recording)) {
      return false;
    }
    coveredOffset = offset;
    if (plan.mode() == VerificationPlan.Mode.COUNTS) {
      count(new Pace(() -> plan.keysPerSecond(), cuts), found);
    }
    tally = found;
    // What is too large and too busy stays open, and is settled at the fence, where it rests.
    state =
        found.differing() == found.count(Verdict.LARGE)
            ? VerificationState.EQUAL
            : VerificationState.DIFFERENT;
    return true;
  }

  VerificationStatus status() {
    Pass now = pass;
    Tally found = tally;
    PassFigures figures = last.with(now);
    return new VerificationStatus(
        state,
        round,
        coveredOffset,
        figures,
        found.count(Verdict.MISSING),
        found.count(Verdict.EXTRA),
        found.count(Verdict.VALUE),
        found.count(Verdict.TYPE),
        found.count(Verdict.TTL),
        found.byDatabase(),
        found.count(Verdict.LARGE),
        evidence.unsettled().size(),
        evidence.unsettled().takes(),
        now == null ? 0 : Math.max(found.heldTtls(), now.tally().heldTtls()),
        found.samples(),
        evidence.touched().size(),
        evidence.dirty().size(),
        overflow || evidence.touched().overflowed() || evidence.dirty().overflowed(),
        Optional.ofNullable(trouble == null ? again : trouble));
  }

  @Override
  public void close() {
    synchronized (ordered) {
      closed = true;
      ordered.notifyAll();
    }
    thread.interrupt();
    snapshots.ifPresent(TwoSnapshots::close);
    settlement.sides().close();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
