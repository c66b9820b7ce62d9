package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The user has stopped all writers: nothing is done to the source, but it is watched until no write
 * arrived for a while.
 */
public final class ExternalFence implements Fence {
  private final LongSupplier writesSeen;
  private final Duration quiet;
  private final Duration patience;
  private final BooleanSupplier wanted;
  private final Pause pause;

  /** Waiting that a test can do without time passing. */
  public interface Pause {
    void sleep(Duration time);

    long nanoTime();
  }

  /**
   * @param writesSeen number of commands in the source's stream so far that are writes of a client
   * @param quiet how long that number must stand still
   * @param patience how long to wait for that before giving up
   * @param wanted whether the cutover is still wanted
   * @param pause clock and sleep
   */
  public ExternalFence(
      LongSupplier writesSeen,
      Duration quiet,
      Duration patience,
      BooleanSupplier wanted,
      Pause pause) {
    this.writesSeen = writesSeen;
    this.quiet = quiet;
    this.patience = patience;
    this.wanted = wanted;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "External";
  }

  @Override
  public void engage() {
    long begun = pause.nanoTime();
    long since = begun;
    long seen = writesSeen.getAsLong();
    while (pause.nanoTime() - since < quiet.toNanos()) {
      pause.sleep(Duration.ofMillis(20));
      if (!wanted.getAsBoolean()) {
        throw Cutover.givenUp();
      }
      long now = writesSeen.getAsLong();
      if (now != seen) {
        seen = now;
        since = pause.nanoTime();
      }
      if (pause.nanoTime() - begun > patience.toNanos()) {
        throw new EngineException(
            Reason.FenceNotPossible,
            "writes still arrive from the source "
                + patience.toSeconds()
                + " s after the cutover was confirmed",
            "stop every writer of the source, then confirm again");
      }
    }
  }

  @Override
  public void renew() {
    // Nothing of ours stands on the source.
  }

  @Override
  public Duration lease() {
    return Duration.ZERO;
  }

  @Override
  public void makeLasting() {
    // Nothing of ours stands on the source.
  }

  @Override
  public void release() {
    // Nothing of ours stands on the source.
  }
}
