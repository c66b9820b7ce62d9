package io.redismigration.testkit.waiting;

/** A condition did not come true in time; the message says which. */
public final class TimedOutException extends RuntimeException {

  public TimedOutException(String message) {
    super(message);
  }
}
