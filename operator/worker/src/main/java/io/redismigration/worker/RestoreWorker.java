package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.run.Servers;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.worker.connect.Connections;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.InstantSource;

/** Puts parameters back for a worker that cannot any more. */
final class RestoreWorker implements Worker {
  private final Orders orders;
  private final Connections connections;
  private final TaskHost.Journal journal;
  private final InstantSource clock;
  private final StatusBuilder status;

  RestoreWorker(
      Orders orders,
      Reports reports,
      Connections connections,
      TaskHost.Journal journal,
      InstantSource clock) {
    this.orders = orders;
    this.connections = connections;
    this.journal = journal;
    this.clock = clock;
    this.status = new StatusBuilder(reports, clock, orders.current().epoch());
  }

  @Override
  public void run() {
    TaskSpec task = orders.current();
    status
        .ledger(task.ledger())
        .state(TaskState.CONNECTING, "restoring the source's parameters")
        .publish();
    String name = new ClientName(task.runId(), task.epoch(), "restore").toString();
    try (RedisControl source = connections.control(task.source(), Side.SOURCE, name)) {
      ParameterKeeper keeper =
          new ParameterKeeper(source, journal, task.name(), task.shard(), clock, task.ledger());
      keeper.restore(entry -> true);
      status.ledger(keeper.ledger());
      if (!task.keepClaim()) {
        giveUpClaim(task);
      }
      boolean open = keeper.ledger().stream().anyMatch(LedgerEntry::open);
      if (open) {
        fail("some parameters could not be put back", "run the commands in status.parameters");
      } else {
        status.state(TaskState.SUCCEEDED, "parameters are restored").publish();
      }
    } catch (EngineException e) {
      fail(e.getMessage(), e.remedy());
    } catch (CommandRefusedException | IOException e) {
      fail(e.getMessage(), "run the commands in status.parameters");
    }
  }

  /** Nobody writes to the target for this run any more: whoever comes next finds it unclaimed. */
  private void giveUpClaim(TaskSpec task) {
    String name = new ClientName(task.runId(), task.epoch(), "restore").toString();
    try (RedisControl target = connections.control(task.target(), Side.TARGET, name);
        CheckpointStore store =
            new CheckpointStore(
                connections.dialer(),
                connections.settings(task.target()),
                Servers.databases(target),
                task.runId(),
                task.epoch())) {
      store.remove();
    }
  }

  private void fail(String what, String remedy) {
    status
        .failure(new Failure("ParametersNotRestored", what, remedy, true))
        .state(TaskState.FAILED, what)
        .publish();
  }
}
