package io.redismigration.testkit.kubernetes;

import java.util.List;

/** A program ended with an error; the message holds its command line and what it printed. */
public final class CommandFailedException extends RuntimeException {

  private final String output;

  CommandFailedException(List<String> command, String how, String output) {
    super(String.join(" ", command) + " " + how + ":\n" + output);
    this.output = output;
  }

  /** What it printed to standard output and standard error. */
  public String output() {
    return output;
  }
}
