package io.redismigration.engine.lane;

import io.redismigration.engine.Reason;
import java.util.Optional;

/**
 * What a lane is doing, for people.
 *
 * @param state in one word
 * @param reason why it is not writing; empty while it does
 * @param message the same as a sentence; empty while it writes
 * @param reconnects how often the connection was made anew
 * @param retries how often the target could not take a batch yet
 * @param repliesLost batches found applied by their checkpoint whose replies were never read
 */
public record LaneStatus(
    State state,
    Optional<Reason> reason,
    String message,
    long reconnects,
    long retries,
    long repliesLost) {

  /** What a lane can be doing. */
  public enum State {
    /** Writes, or has nothing to write. */
    WRITING,
    /** Has no connection and is trying to get one. */
    CONNECTING,
    /** Has a connection but the target cannot take writes now. */
    WAITING,
    /** Has given up, or was closed. */
    ENDED
  }
}
