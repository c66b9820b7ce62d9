package io.redismigration.engine.verify;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.stream.Cut;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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
  private static final Duration HOLD = Duration.ofSeconds(1);

  private final StreamCuts cuts;
  private final Settlement settlement;
  private final Evidence evidence;
  private final VerificationSettings settings;
  private final Thread thread = new Thread(this::run, "verification");
  private final Object ordered = new Object();

  private int wantedRound;
  private volatile int round;
  private volatile boolean passWanted;
  private volatile boolean closed;
  private volatile VerificationState state = VerificationState.NEW;
  private volatile FullPass pass;
  private volatile Tally tally = new Tally();
  private volatile long coveredOffset;
  private volatile long passBegan = System.nanoTime();
  private volatile long passNanos;
  private volatile boolean overflow;
  private volatile String trouble;
  private volatile String again;

  Rounds(StreamCuts cuts, Settlement settlement, Evidence evidence, VerificationSettings settings) {
    this.cuts = cuts;
    this.settlement = settlement;
    this.evidence = evidence;
    this.settings = settings;
  }

  void start(int wanted) {
    synchronized (ordered) {
      if (wanted <= wantedRound) {
        return;
      }
      boolean first = wantedRound == 0;
      wantedRound = wanted;
      passWanted = true;
      if (first) {
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
      if (passWanted) {
        pass();
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
      if (!passWanted && !closed) {
        ordered.wait(settings.idle().toMillis());
      }
    }
  }

  private void awaitOrder() throws InterruptedException {
    synchronized (ordered) {
      int before = wantedRound;
      while (wantedRound == before && !closed) {
        ordered.wait();
      }
    }
  }

  private void pass() throws IOException, InterruptedException {
    evidence.complete(false);
    synchronized (ordered) {
      round = Math.max(round + 1, wantedRound);
    }
    passBegan = System.nanoTime();
    passNanos = 0;
    state = VerificationState.PASS;
    tally = new Tally();
    begin();
    FullPass now =
        new FullPass(settlement, evidence, new Pace(settings.keysPerSecond()), () -> closed);
    pass = now;
    tally = now.tally();
    now.run();
    passNanos = System.nanoTime() - passBegan;
    passWanted = false;
    again = null;
    evidence.complete(true);
  }

  /**
   * From this offset on the stream's keys are remembered; what was dirty is compared in any case.
   */
  private void begin() throws InterruptedException {
    evidence.enter();
    try (Cut cut = cuts.pause(PATIENCE, HOLD)) {
      cut.offset();
      evidence.different().take();
      evidence.different().putBack(evidence.take().dirty().take());
      evidence.touched().startTracking();
      overflow = false;
    } finally {
      evidence.leave();
    }
  }

  /** Everything open now is compared; what differs stays open. */
  private void round() throws IOException, InterruptedException {
    evidence.enter();
    try {
      long offset;
      Evidence.Open open;
      try (Cut cut = cuts.pause(PATIENCE, HOLD)) {
        offset = cut.offset();
        open = evidence.take();
      }
      if (open.overflowed()) {
        overflow = true;
        evidence.putBack(open);
        evidence.complete(false);
        state = VerificationState.OVERFLOWED;
        again =
            "compared from the beginning once more: SWAPDB or FLUSHALL came, or more keys changed"
                + " than are remembered";
        LOG.info("{}", again);
        passWanted = true;
        return;
      }
      boolean done = false;
      try {
        done = compare(open, offset);
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
    Recording recording = new Recording(found, open);
    for (Evidence.Batch batch : open.batches()) {
      if (evidence.isWanted() || closed) {
        return false;
      }
      settlement.settle(
          batch.database(),
          settlement.glance(batch.database(), batch.keys(), recording),
          recording);
    }
    if (!evidence.close(open)) {
      return true;
    }
    tally = found;
    coveredOffset = offset;
    // What is too large and too busy stays open, and is settled at the fence, where it rests.
    state =
        found.differing() == found.count(Verdict.LARGE)
            ? VerificationState.EQUAL
            : VerificationState.DIFFERENT;
    return true;
  }

  private final class Recording implements Settlement.Outcome {
    private final Tally found;
    private final Evidence.Open open;

    Recording(Tally found, Evidence.Open open) {
      this.found = found;
      this.open = open;
    }

    @Override
    public void equal(boolean held) {
      if (held) {
        found.held();
      }
    }

    @Override
    public void differs(Verdict verdict, int database, byte[] key) {
      found.add(verdict, database, key);
      if (open.dirty().contains(database, key)) {
        evidence.dirty().add(database, key);
      } else {
        evidence.different().add(database, key);
      }
    }
  }

  VerificationStatus status() {
    FullPass last = pass;
    Tally now = tally;
    long nanos = passNanos == 0 ? System.nanoTime() - passBegan : passNanos;
    long compared = last == null ? 0 : last.compared();
    return new VerificationStatus(
        state,
        round,
        coveredOffset,
        compared,
        now.count(Verdict.MISSING),
        now.count(Verdict.EXTRA),
        now.count(Verdict.VALUE),
        now.count(Verdict.TYPE),
        now.count(Verdict.TTL),
        now.count(Verdict.LARGE),
        last == null ? 0 : Math.max(now.heldTtls(), last.tally().heldTtls()),
        now.samples(),
        evidence.touched().size(),
        evidence.dirty().size(),
        overflow || evidence.touched().overflowed() || evidence.dirty().overflowed(),
        Duration.ofNanos(last == null ? 0 : nanos),
        nanos == 0 ? 0 : compared * 1_000_000_000L / nanos,
        passBegan,
        Optional.ofNullable(trouble == null ? again : trouble));
  }

  @Override
  public void close() {
    synchronized (ordered) {
      closed = true;
      ordered.notifyAll();
    }
    thread.interrupt();
    settlement.sides().close();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
