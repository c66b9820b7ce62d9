package io.redismigration.engine.target;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.util.Objects;

/** What to do about an error reply of the target. */
public sealed interface TargetError {

  /** The stable name of the cause. */
  Reason reason();

  /** The connection is no good any more: open another, which may reach another server. */
  record Reconnect(Reason reason) implements TargetError {
    public Reconnect {
      Objects.requireNonNull(reason);
    }
  }

  /**
   * The command was not executed and will be once the target is itself again.
   *
   * @param state what the target is in, as a sentence without a full stop
   */
  record RetryLater(Reason reason, String state) implements TargetError {
    public RetryLater {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(state);
    }
  }

  /**
   * No repetition helps.
   *
   * @param what one sentence without a full stop
   * @param remedy what the user can do, without a full stop
   */
  record Fatal(Reason reason, String what, String remedy) implements TargetError {
    public Fatal {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(what);
      Objects.requireNonNull(remedy);
    }

    /**
     * The exception to stop with.
     *
     * @param command name of the refused command
     */
    public EngineException toException(String command) {
      return new EngineException(reason, "the target refused " + command + ": " + what, remedy);
    }
  }
}
