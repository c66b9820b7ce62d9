package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.CheckpointLocation;
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
import io.redismigration.worker.parameters.Ledger;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.InstantSource;

/** Puts parameters back, and gives the target up, for a worker that cannot any more. */
final class RestoreWorker implements Worker {
  private static final String BY_HAND = "run the commands in status.parameters";
  private static final String ROLE = "restore";

  private final Orders orders;
  private final Connections connections;
  private final TaskHost.Journal journal;
  private final InstantSource clock;
  private final StatusBuilder status;
  private Failure failure;

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
    status.ledger(task.ledger()).state(TaskState.CONNECTING, "restoring parameters").publish();
    boolean restored = restoreParameters(task);
    boolean givenUp = task.keepClaim() || giveUpClaim(task);
    if (restored && givenUp) {
      status.state(TaskState.SUCCEEDED, "parameters are restored").publish();
    } else {
      status.state(TaskState.FAILED, failure.message()).failure(failure).publish();
    }
  }

  /** Says whether nothing is left to do; the other side is cleaned up whatever becomes of this. */
  private boolean restoreParameters(TaskSpec task) {
    Ledger ledger = new Ledger(journal, task.name(), task.shard(), clock, task.ledger());
    try (RedisControl source = connections.control(task.source(), Side.SOURCE, name(task));
        RedisControl target = connections.control(task.target(), Side.TARGET, name(task))) {
      try {
        new ParameterKeeper(
                source, target, WorkersOnThisMachine.others(task, connections, ROLE), ledger)
            .restore(entry -> true);
      } finally {
        status.ledger(ledger.entries());
      }
      boolean open = ledger.entries().stream().anyMatch(LedgerEntry::open);
      return !open || failed("some parameters could not be put back", BY_HAND);
    } catch (EngineException e) {
      return failed(e.getMessage(), e.remedy());
    } catch (CommandRefusedException | IOException e) {
      return failed(e.getMessage(), BY_HAND);
    }
  }

  /** Nobody writes to the target for this run any more: whoever comes next finds it unclaimed. */
  private boolean giveUpClaim(TaskSpec task) {
    try (RedisControl target = connections.control(task.target(), Side.TARGET, name(task));
        CheckpointStore store =
            new CheckpointStore(
                connections.dialer(),
                connections.settings(task.target()),
                Servers.databases(target),
                task.runId(),
                task.epoch())) {
      store.remove();
      return true;
    } catch (EngineException | CommandRefusedException e) {
      failure =
          new Failure(
              "ClaimLeft",
              "the target is still claimed by this run: " + e.getMessage(),
              "before another migration into it, in the database that holds this key: redis-cli -h"
                  + " %s -p %d -n DATABASE DEL %s"
                      .formatted(
                          connections.endpoint(task.target()).host(),
                          connections.endpoint(task.target()).port(),
                          CheckpointLocation.KEY),
              true);
      return false;
    }
  }

  private static String name(TaskSpec task) {
    return new ClientName(task.runId(), task.epoch(), ROLE).toString();
  }

  private boolean failed(String what, String remedy) {
    failure = new Failure("ParametersNotRestored", what, remedy, true);
    return false;
  }
}
