package io.redismigration.engine.stream;

/**
 * A command whose effect the target cannot be given from the stream; its keys have to be copied.
 */
final class NotRepresentableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotRepresentableException(String why) {
    super(why);
  }
}
