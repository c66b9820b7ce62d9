package io.redismigration.cli;

import io.redismigration.cli.access.AddressMap;
import io.redismigration.cli.access.LocalSecrets;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.worker.LocalTaskHost;
import io.redismigration.worker.TaskHost;
import io.redismigration.worker.WorkersOnThisMachine;
import io.redismigration.worker.connect.Connections;
import java.nio.file.Path;
import java.time.Clock;

/** Workers as threads of this process. */
final class LocalWorkers {
  private LocalWorkers() {}

  /** A host without tasks; see {@link io.redismigration.cli.command.Workers}. */
  static TaskHost open(
      LocalSecrets secrets, AddressMap addresses, Path spool, TaskHost.Journal journal) {
    Clock clock = Clock.systemUTC();
    Connections connections = new Connections(secrets, addresses, new SocketDialer());
    return new LocalTaskHost(new WorkersOnThisMachine(connections, journal, spool, clock), clock);
  }
}
