package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the version of this build. */
@Command(name = "version", description = "Print the version.")
public final class VersionCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  /** With everything a command gets from outside. */
  public VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    surroundings
        .out()
        .printf(
            "redis-migration %s (Java %s)%n",
            version == null ? "unpackaged" : version, Runtime.version().feature());
    return ExitCode.COMPLETED.number();
  }
}
