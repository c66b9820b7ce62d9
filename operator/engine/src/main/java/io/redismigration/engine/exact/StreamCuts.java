package io.redismigration.engine.exact;

import io.redismigration.engine.stream.Cut;
import java.time.Duration;

/** Who can have the stream stand still: whatever stream is running now. */
@FunctionalInterface
public interface StreamCuts {

  /**
   * Has the stream stand still at the next boundary with everything before it confirmed.
   *
   * @param patience how long to wait for that
   * @param hold how long it may stand still then, before it goes on by itself
   * @throws io.redismigration.engine.EngineException {@code CutTimedOut} when it cannot be had now
   */
  Cut pause(Duration patience, Duration hold) throws InterruptedException;

  /** Whether the stream has much to catch up with, so that what can wait should. */
  default boolean isBehind() {
    return false;
  }
}
