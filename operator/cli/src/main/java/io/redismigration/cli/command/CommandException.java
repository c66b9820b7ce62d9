package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;

/** A command that cannot be carried out: what is the matter, and what to do next. */
public final class CommandException extends RuntimeException {
  private final ExitCode code;
  private final String next;

  /**
   * @param message one sentence
   * @param next one sentence
   */
  public CommandException(ExitCode code, String message, String next) {
    super(message);
    this.code = code;
    this.next = next;
  }

  /** What the process ends with. */
  public ExitCode code() {
    return code;
  }

  /** The next step. */
  public String next() {
    return next;
  }
}
