package io.redismigration.worker.pod;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.util.List;

/** Orders a worker gives itself when nobody else can any more. */
final class OwnOrders {
  private static final String SUFFIX = "-restore";

  private OwnOrders() {}

  /** The same order with what is known of the ledger. */
  static TaskSpec withLedger(TaskSpec order, List<LedgerEntry> ledger) {
    return copy(order, order.name(), order.type(), order.desired(), order.keepClaim(), ledger);
  }

  /** Stop, restore, give the target up; after a commit the worker detaches instead. */
  static TaskSpec stop(TaskSpec order) {
    return copy(order, order.name(), order.type(), DesiredState.STOP, false, order.ledger());
  }

  /** Put back what a worker that has ended left. */
  static TaskSpec restore(TaskSpec order, List<LedgerEntry> left) {
    return copy(order, order.name() + SUFFIX, TaskType.RESTORE, DesiredState.PREPARE, false, left);
  }

  private static TaskSpec copy(
      TaskSpec order,
      String name,
      TaskType type,
      DesiredState desired,
      boolean keepClaim,
      List<LedgerEntry> ledger) {
    return new TaskSpec(
        name,
        type,
        order.shard(),
        order.runId(),
        order.attempt(),
        order.epoch(),
        desired,
        order.source(),
        order.target(),
        order.owner(),
        keepClaim,
        order.replication(),
        order.cutover(),
        ledger,
        order.resume(),
        order.switchover());
  }
}
