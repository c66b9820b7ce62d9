package io.redismigration.cli.state;

/** The state of a run cannot be read or kept. The message says what to do. */
public class StateException extends RuntimeException {
  /** What could not be done and the next step, in one sentence each. */
  public StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
