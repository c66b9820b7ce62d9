package io.redismigration.worker;

import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TrialOrder;
import java.time.InstantSource;

/** Takes each trial that is ordered once, and keeps the last one's result. */
final class Trials {
  private final Orders orders;
  private final InstantSource clock;
  private TrialResult last;

  Trials(Orders orders, InstantSource clock) {
    this.orders = orders;
    this.clock = clock;
  }

  /**
   * To be called while nothing but streaming is ordered.
   *
   * @return the answer to the last trial; null: there was none
   */
  CutoverProgress follow(TaskSpec order, Shard shard) throws InterruptedException {
    TrialOrder asked = order.replication().trial();
    if (asked != null && (last == null || last.number() != asked.number())) {
      last = new TrialRun(asked, shard, clock, () -> isStillWanted(order)).run();
    }
    return last == null ? null : CutoverProgress.tried(last);
  }

  private boolean isStillWanted(TaskSpec begun) {
    TaskSpec now = orders.current();
    return !orders.isHalted()
        && now.desired() == begun.desired()
        && now.cutover() == null
        && begun.replication().trial().equals(now.replication().trial());
  }
}
