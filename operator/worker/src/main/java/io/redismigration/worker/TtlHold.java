package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.verify.Verification;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether keys of the target live longer than at the source, by a hold that covers the lag. A
 * cutover takes the hold away; when it is undone the hold is given back, on a thread of its own,
 * tried until it is done: a key without it expires on the target while its refresh is on the way.
 *
 * <p>For the worker's thread; {@link #isExact} and {@link #trouble} are for any.
 */
final class TtlHold implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TtlHold.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Supplier<Verification> verification;
  private volatile State state = State.HELD;
  private volatile String trouble;
  private volatile long notBefore = System.nanoTime();
  private Thread thread;

  private enum State {
    HELD,
    /** Made exact for a cutover. */
    EXACT,
    /** Some or all keys may be exact and should not be. */
    TO_HOLD
  }

  /**
   * @param verification that sets expiry times, opened when it is needed first
   */
  TtlHold(Supplier<Verification> verification) {
    this.verification = verification;
  }

  /** Whether some key may have the source's own expiry time. */
  boolean isExact() {
    return state != State.HELD;
  }

  /** Why keys are not held again yet. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** An earlier worker may have left keys without the hold. */
  void missing() {
    state = State.TO_HOLD;
  }

  /**
   * Gives keys the source's own expiry times.
   *
   * @throws EngineException when it did not work; {@link #proceed} gives the hold back then
   */
  void makeExact() throws InterruptedException {
    awaitThread();
    state = State.TO_HOLD;
    LOG.info("expiry times made exact: {}", verification.get().makeTtlsExact());
    state = State.EXACT;
  }

  private void awaitThread() throws InterruptedException {
    if (thread == null) {
      return;
    }
    thread.join(PATIENCE.toMillis());
    if (thread.isAlive()) {
      throw new EngineException(
          Reason.NotProven,
          "expiry times on the target are still being held again after the last cutover",
          "confirm again when that is done");
    }
  }

  /** The cutover was undone: {@link #proceed} holds keys again. */
  void giveBack() {
    if (state == State.EXACT) {
      state = State.TO_HOLD;
    }
  }

  /** Holds keys again where that is due; returns at once. */
  void proceed() {
    boolean due = state == State.TO_HOLD && System.nanoTime() - notBefore >= 0;
    if (!due || thread != null && thread.isAlive()) {
      return;
    }
    thread = new Thread(this::hold, "ttl-hold");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((where, cause) -> failed(cause, String.valueOf(cause)));
    thread.start();
  }

  private void hold() {
    try {
      LOG.info("expiry times held again: {}", verification.get().holdTtls());
      trouble = null;
      state = State.HELD;
    } catch (EngineException | IllegalStateException e) {
      // The stream stands still, or a side is away: both pass.
      failed(e, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Throwable cause, String why) {
    if (trouble == null) {
      LOG.warn("expiry times on the target are not held again yet", cause);
    }
    trouble = "expiry times on the target are not held again yet, trying on: " + why;
    notBefore = System.nanoTime() + PAUSE.toNanos();
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
