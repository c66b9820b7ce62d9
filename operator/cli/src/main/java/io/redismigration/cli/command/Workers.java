package io.redismigration.cli.command;

import io.redismigration.cli.access.AddressMap;
import io.redismigration.cli.access.LocalSecrets;
import io.redismigration.worker.TaskHost;
import java.nio.file.Path;

/** Opens what runs the tasks of one migration. */
@FunctionalInterface
public interface Workers {

  /**
   * A host without tasks.
   *
   * @param spool directory for the stream while the target is behind; it need not exist
   * @param journal where workers write down what they are about to change
   */
  TaskHost open(LocalSecrets secrets, AddressMap addresses, Path spool, TaskHost.Journal journal);
}
