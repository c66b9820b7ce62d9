package io.redismigration.testkit;

/** A server did not come up, go down or answer as asked; the message holds the end of its log. */
public final class ServerFailedException extends RuntimeException {

  public ServerFailedException(String message) {
    super(message);
  }

  public ServerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
