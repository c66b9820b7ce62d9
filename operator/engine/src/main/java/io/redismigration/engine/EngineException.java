package io.redismigration.engine;

import java.util.Objects;

/**
 * A failure that a person must see: a stable reason, what was found, and what to do about it. Never
 * carries secrets.
 */
public final class EngineException extends RuntimeException {
  private final Reason reason;
  private final String remedy;

  /**
   * @param reason stable name of the cause
   * @param what one sentence without a full stop: what was found, with numbers and names
   * @param remedy one sentence without a full stop: the field to change or the command to run
   */
  public EngineException(Reason reason, String what, String remedy) {
    this(reason, what, remedy, null);
  }

  /**
   * As {@link #EngineException(Reason, String, String)}, with the exception that led here; null
   * when there is none.
   */
  public EngineException(Reason reason, String what, String remedy, Throwable cause) {
    super(what, cause);
    this.reason = Objects.requireNonNull(reason);
    this.remedy = Objects.requireNonNull(remedy);
  }

  public Reason reason() {
    return reason;
  }

  /** What the user can do: the field to change or the command to run. */
  public String remedy() {
    return remedy;
  }
}
