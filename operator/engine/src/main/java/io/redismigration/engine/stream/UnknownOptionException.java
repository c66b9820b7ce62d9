package io.redismigration.engine.stream;

import io.redismigration.redis.resp.StreamCommand;

/** A known command with an option this build does not know: what it means cannot be guessed. */
final class UnknownOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private UnknownOptionException(String message) {
    super(message);
  }

  static UnknownOptionException in(StreamCommand command, int index) {
    String option =
        command.argLength(index) > SHOWN
            ? "of " + command.argLength(index) + " bytes"
            : "'" + command.argText(index).replaceAll("[^ -~]", "?") + "'";
    return new UnknownOptionException(command.argText(0) + " with an unknown option " + option);
  }
}
