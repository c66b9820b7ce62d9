package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.StreamCommand;

/** What is done with one command of the stream. */
public sealed interface Rule {

  /** Writes what stands for a command on the target. */
  @FunctionalInterface
  interface Rewrite {
    /**
     * @param in the command, in the window of the parser
     * @param out the batch, already in the right database
     */
    void write(StreamCommand in, OrderedBatch out);
  }

  /**
   * Goes to the target as it came.
   *
   * @param mustHaveEffect whether a reply of 0 or nil says that the key is missing on the target,
   *     because the source streams the command only when it changed something
   */
  record Verbatim(boolean mustHaveEffect) implements Rule {}

  /** Something else goes to the target. */
  record Rewritten(Rewrite how) implements Rule {}

  /** Nothing goes to the target; counted under the command's name. */
  record Dropped(String why) implements Rule {}

  /** The run stops: guessing would lose data. */
  record Refused(String why, String remedy) implements Rule {}

  /** The applier itself acts on it; nothing goes to the target as such. */
  record Control(Act act) implements Rule {}

  /** What the applier does about commands that steer the stream. */
  enum Act {
    /** Chooses the database of what follows. */
    SELECT,
    /** What follows, up to EXEC, is one transaction. */
    BEGIN,
    /** The transaction is complete. */
    END,
    /** Keeps the link alive. */
    KEEPALIVE
  }
}
