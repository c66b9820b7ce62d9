package io.redismigration.engine.stream;

import java.io.IOException;

/** The spool has nothing more at the moment. One instance, without a stack trace. */
final class NothingToReadException extends IOException {
  private static final long serialVersionUID = 1L;
  static final NothingToReadException INSTANCE = new NothingToReadException();

  private NothingToReadException() {
    super("nothing to read");
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
