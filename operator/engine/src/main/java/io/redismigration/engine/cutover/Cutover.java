package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One freeze of one shard: catch up, fence, drain, prove, seal, commit. The source is closed only
 * when the target is close behind it, measured at that moment: what is left to drain is time in
 * which nobody can write. The fence is made to outlive this process beside drain and comparison, so
 * that it costs no time of its own. Whatever fails before the decision is undone: the source is
 * opened again and the stream goes on. After the decision nothing is undone, not even if nobody
 * wants it any more.
 *
 * <p>The deadline holds for the source's clients: it is open by then unless the decision was begun,
 * even while the attempt still waits for a target that has gone silent.
 *
 * <p>A fence that lapses (a lease that could not be renewed in time) counts as a failure even if
 * nothing was written.
 */
public final class Cutover {
  private static final Duration POLL = Duration.ofMillis(50);

  /** After that a later worker reads back what became of the commit. */
  private static final Duration DECISION_PATIENCE = Duration.ofMinutes(5);

  private final RedisControl source;
  private final DrainedStream stream;
  private final EqualityProof proof;
  private final Decision decision;
  private final BooleanSupplier wanted;
  private final LongSupplier nanoTime;
  private final Consumer<CutoverStep> reached;

  /**
   * @param source control connection to the source's primary, opened and used before: nothing is
   *     dialled under the fence
   * @param stream the stream to drain
   * @param proof comparison under the fence
   * @param decision where the commit is recorded
   * @param wanted whether the cutover is still wanted; asked until the decision, not after
   * @param nanoTime monotonic clock
   * @param reached told of each step as it is done
   */
  public Cutover(
      RedisControl source,
      DrainedStream stream,
      EqualityProof proof,
      Decision decision,
      BooleanSupplier wanted,
      LongSupplier nanoTime,
      Consumer<CutoverStep> reached) {
    this.source = source;
    this.stream = stream;
    this.proof = proof;
    this.decision = decision;
    this.wanted = wanted;
    this.nanoTime = nanoTime;
    this.reached = reached;
  }

  /**
   * Freezes and commits, or undoes.
   *
   * @param fence not engaged yet
   * @param maxLag stream time the target may be behind when the fence is engaged
   * @param deadline time until the decision, half of it at most to catch up; over it everything is
   *     undone
   */
  public CutoverReport freeze(Fence fence, Duration maxLag, Duration deadline)
      throws InterruptedException {
    Attempt attempt = new Attempt(fence, maxLag, deadline);
    Optional<CutoverReport> undone = undoneBefore(attempt, true);
    return undone.isPresent() ? undone.get() : attempt.commit();
  }

  /** Up to the comparison and back again, whatever it finds; see {@link Rehearsal}. */
  CutoverReport rehearse(BriefPause fence, Duration maxLag, Duration deadline)
      throws InterruptedException {
    Attempt attempt = new Attempt(fence, maxLag, deadline);
    Optional<CutoverReport> undone = undoneBefore(attempt, false);
    return undone.isPresent()
        ? undone.get()
        : attempt.undo(Reason.CutoverUndone, "it was a rehearsal");
  }

  /** Empty: nothing hindered it; the source is closed. */
  private static Optional<CutoverReport> undoneBefore(Attempt attempt, boolean seals)
      throws InterruptedException {
    boolean settled = false;
    try {
      attempt.catchUp();
      attempt.fence();
      attempt.drain();
      attempt.prove();
      if (seals) {
        attempt.seal();
      }
      settled = true;
      return Optional.empty();
    } catch (EngineException e) {
      settled = true;
      return Optional.of(attempt.undo(e.reason(), e.getMessage()));
    } catch (CommandRefusedException e) {
      settled = true;
      return Optional.of(attempt.undo(Reason.FenceNotPossible, e.getMessage()));
    } finally {
      if (!settled) {
        attempt.undo(Reason.InternalError, "the cutover was interrupted");
      }
    }
  }

  /** Nobody wants it any more: an order to abort or to stop came before the decision. */
  static EngineException givenUp() {
    return new EngineException(
        Reason.CutoverUndone, "the cutover was given up", "confirm again with the new token");
  }

  private final class Attempt {
    private final Fence fence;
    private final Map<CutoverStep, Duration> steps = new EnumMap<>(CutoverStep.class);
    private final long maxLagNanos;
    private final long budgetNanos;
    private final long begun;
    private boolean engaged;
    private long inForceAt;
    private long stepBegan;
    private HeldFence held;
    private long fencedOffset = -1;
    private long expiredAtFence;
    private ServerInfo unfenced;
    private EqualityProof.Finding finding;

    Attempt(Fence fence, Duration maxLag, Duration deadline) {
      this.fence = fence;
      this.maxLagNanos = maxLag.toNanos();
      this.budgetNanos = deadline.toNanos();
      this.begun = nanoTime.getAsLong();
      this.stepBegan = begun;
    }

    /**
     * What is left to compare and to drain is time in which nobody can write. The lag is the time
     * the target needs to reach where the source was: a figure taken before may be old, and
     * preparing a cutover itself stops the stream for moments.
     */
    void catchUp() throws InterruptedException {
      proof.approach(Duration.ofNanos(budgetNanos / 3), wanted);
      while (true) {
        requireCatchUpTime();
        long asked = nanoTime.getAsLong();
        long offset = source.info().replicationOffset();
        while (!stream.awaitConfirmed(offset, POLL)) {
          requireCatchUpTime();
        }
        if (nanoTime.getAsLong() - asked <= maxLagNanos) {
          break;
        }
      }
      done(CutoverStep.CATCH_UP);
    }

    private void requireCatchUpTime() {
      if (!wanted.getAsBoolean()) {
        throw givenUp();
      }
      if (nanoTime.getAsLong() - begun > budgetNanos / 2) {
        throw new EngineException(
            Reason.LagTooHigh,
            "the target did not come within "
                + maxLagNanos / 1_000_000
                + " ms of the source in "
                + budgetNanos / 2_000_000
                + " ms",
            "confirm again at a quieter time, or raise spec.cutover.maxLag");
      }
    }

    void fence() {
      unfenced = source.info();
      requirePrimary(unfenced, stream.replicationId());
      long engaging = nanoTime.getAsLong();
      stepBegan = engaging;
      inForceAt = engaging;
      engaged = true;
      fence.engage();
      inForceAt = nanoTime.getAsLong();
      held = new HeldFence(fence, engaging, nanoTime);
      done(CutoverStep.FENCE);
      held.hold(remaining());
    }

    void drain() throws InterruptedException {
      ServerInfo fenced = theSameSource();
      fencedOffset = fenced.replicationOffset();
      expiredAtFence = expired(fenced);
      stream.watchFrom(fencedOffset);
      while (!stream.awaitConfirmed(fencedOffset, POLL)) {
        keepInForce(Reason.DrainTimedOut, "the stream was not drained to offset " + fencedOffset);
      }
      done(CutoverStep.DRAIN);
    }

    void prove() {
      keepInForce(Reason.DrainTimedOut, "no time was left to compare both sides");
      finding = proof.prove(remaining(), () -> wanted.getAsBoolean() && !held.hasLapsed());
      if (!finding.equal()) {
        if (!wanted.getAsBoolean()) {
          throw givenUp();
        }
        throw unequal(finding);
      }
      keepInForce(Reason.DrainTimedOut, "the comparison under the fence took too long");
      done(CutoverStep.PROVE);
    }

    private static EngineException unequal(EqualityProof.Finding finding) {
      return finding.differing() == EqualityProof.Finding.UNKNOWN
          ? new EngineException(
              Reason.NotProven,
              finding.message(),
              "mend what hindered the comparison, then try again")
          : new EngineException(
              Reason.VerificationFailed, finding.message(), "run a full verification and repair");
    }

    void seal() throws InterruptedException {
      long now = theSameSource().replicationOffset();
      while (!stream.awaitConfirmed(now, POLL)) {
        keepInForce(Reason.DrainTimedOut, "the stream was not drained to offset " + now);
      }
      held.awaitLasting();
      stream.rest(remaining());
      decision.awaitReplicas(remaining());
      List<String> late = stream.late().names(expired(theSameSource()) - expiredAtFence);
      if (!late.isEmpty()) {
        throw new EngineException(
            Reason.LateWrites,
            "writes came through the fence: " + String.join(", ", late),
            "stop the source's writers");
      }
      keepInForce(Reason.FenceLapsed, "the fence ended before the decision");
      if (!held.decide()) {
        throw overTime(Reason.DrainTimedOut, "nothing was decided");
      }
      done(CutoverStep.SEAL);
    }

    /**
     * The source stays closed until it is known whether the commit is recorded; whatever is known,
     * the stream writes nothing any more.
     */
    CutoverReport commit() throws InterruptedException {
      try {
        record();
        done(CutoverStep.COMMIT);
        return report(true, Optional.empty());
      } finally {
        stream.neverWriteAgain();
        held.leave();
      }
    }

    private void record() throws InterruptedException {
      long begun = nanoTime.getAsLong();
      while (true) {
        try {
          decision.commit();
          return;
        } catch (EngineException e) {
          boolean unknown =
              e.reason() == Reason.TargetUnreachable || e.reason() == Reason.TargetNotReady;
          if (!unknown
              || held.hasLapsed()
              || nanoTime.getAsLong() - begun > DECISION_PATIENCE.toNanos()) {
            throw e;
          }
          Thread.sleep(POLL.toMillis());
        }
      }
    }

    /**
     * Opens the source again; a fence that cannot be lifted is part of the message, its lease or
     * the ledger ends it.
     */
    CutoverReport undo(Reason reason, String message) {
      String said = message;
      stream.goOn();
      try {
        if (held != null) {
          held.open();
        } else if (engaged) {
          fence.release();
        }
      } catch (EngineException | CommandRefusedException e) {
        said = message + "; the fence could not be lifted: " + e.getMessage();
      }
      return report(
          false,
          Optional.of(
              new CutoverReport.Undone(
                  reason, said, List.copyOf(stream.late().writes().keySet()))));
    }

    /** What nobody wants any more, a lease not renewed in time, or time over, ends the attempt. */
    private void keepInForce(Reason overTime, String message) {
      if (!wanted.getAsBoolean()) {
        throw givenUp();
      }
      if (nanoTime.getAsLong() - begun > budgetNanos) {
        throw overTime(overTime, message);
      }
      if (held.hasLapsed()) {
        throw new EngineException(
            Reason.FenceLapsed, "the fence lapsed", "confirm again; raise spec.cutover.timeout");
      }
    }

    private EngineException overTime(Reason reason, String message) {
      return new EngineException(
          reason,
          message + " within " + budgetNanos / 1_000_000 + " ms",
          "raise spec.cutover.timeout");
    }

    private Duration remaining() {
      return Duration.ofNanos(Math.max(0, budgetNanos - (nanoTime.getAsLong() - begun)));
    }

    /**
     * Offset and statistics of one moment, of the process that was fenced: another one, restarted
     * or promoted, knows nothing of the fence, although the stream may go on from it.
     */
    private ServerInfo theSameSource() {
      ServerInfo info = source.info();
      requirePrimary(info, unfenced.replicationId());
      if (!info.runId().equals(unfenced.runId())) {
        throw new EngineException(
            Reason.SourceChanged,
            source.address() + " is another process than the one that was closed",
            "wait until the source's restart or failover is over, then confirm again");
      }
      return info;
    }

    private void requirePrimary(ServerInfo info, String history) {
      if (!info.isPrimary() || !info.field("master_replid").orElse(history).equals(history)) {
        throw new EngineException(
            Reason.SourceChanged,
            "the source is "
                + info.field("role").orElse("?")
                + " of history "
                + info.replicationId()
                + " now",
            "wait until the source's failover is over, then confirm again");
      }
    }

    private static long expired(ServerInfo info) {
      return info.number("expired_keys").orElse(0);
    }

    private void done(CutoverStep step) {
      long now = nanoTime.getAsLong();
      steps.put(step, Duration.ofNanos(now - stepBegan));
      stepBegan = now;
      reached.accept(step);
    }

    private CutoverReport report(boolean committed, Optional<CutoverReport.Undone> undone) {
      long until =
          held == null ? nanoTime.getAsLong() : held.openedAt().orElseGet(nanoTime::getAsLong);
      Duration outage = engaged ? Duration.ofNanos(until - inForceAt) : Duration.ZERO;
      return new CutoverReport(
          fence.name(),
          committed,
          Collections.unmodifiableMap(new EnumMap<>(steps)),
          fencedOffset,
          outage,
          Optional.ofNullable(finding),
          undone);
    }
  }
}
