package io.redismigration.cli;

import io.redismigration.cli.access.AddressMap;
import io.redismigration.cli.access.LocalSecrets;
import io.redismigration.cli.command.CommandException;
import io.redismigration.worker.TaskHost;
import java.nio.file.Path;

/** Workers inside this process. */
final class LocalWorkers {
  private LocalWorkers() {}

  /** A host without tasks; see {@link io.redismigration.cli.command.Workers}. */
  static TaskHost open(
      LocalSecrets secrets, AddressMap addresses, Path spool, TaskHost.Journal journal) {
    throw new CommandException(
        ExitCode.FAILED, "this build has no worker", "Use a build that has one.");
  }
}
