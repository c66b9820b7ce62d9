package io.redismigration.engine.cutover;

import io.redismigration.engine.control.RedisControl;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A cutover up to the decision: catch up, close the source for at most 200 ms, drain, compare,
 * open. It is given nothing that a decision could be recorded with, and its fence ends by itself,
 * so that it cannot end in a commit and leaves the source open wherever it breaks off.
 */
public final class Rehearsal {
  private final BooleanSupplier wanted;
  private final BriefPause pause;
  private final Cutover cutover;
  private boolean tookTooLong;

  /**
   * @param source control connection to the source's primary
   * @param stream the stream to drain
   * @param proof comparison under the fence
   * @param wanted whether it is still wanted
   * @param nanoTime monotonic clock
   */
  public Rehearsal(
      RedisControl source,
      DrainedStream stream,
      EqualityProof proof,
      BooleanSupplier wanted,
      LongSupplier nanoTime) {
    this.wanted = wanted;
    this.pause = new BriefPause(source, nanoTime);
    this.cutover =
        new Cutover(source, stream, proof, new NoDecision(), this::goesOn, nanoTime, step -> {});
  }

  /**
   * Rehearses; returns with the source open.
   *
   * @param maxLag stream time the target may be behind when the source is closed
   * @param patience for the target to come so close, twice
   * @return never committed; with the step PROVE if everything was done while the source was closed
   */
  public CutoverReport run(Duration maxLag, Duration patience) throws InterruptedException {
    return cutover.rehearse(pause, maxLag, patience);
  }

  private boolean goesOn() {
    tookTooLong |= pause.isOver();
    return !tookTooLong && wanted.getAsBoolean();
  }

  /** Whether the source could not stay closed until everything was done. */
  public boolean tookTooLong() {
    return tookTooLong;
  }

  /** There is no record that it could write to. */
  private static final class NoDecision implements Decision {
    @Override
    public void awaitReplicas(Duration atMost) {
      throw new IllegalStateException("a rehearsal does not come to a decision");
    }

    @Override
    public void commit() {
      throw new IllegalStateException("a rehearsal does not come to a decision");
    }
  }
}
