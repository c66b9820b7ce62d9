package io.redismigration.testkit.origin;

/** An origin does not have the wanted server; the message says why. */
public final class UnavailableException extends Exception {

  public UnavailableException(String reason) {
    super(reason);
  }

  public UnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
