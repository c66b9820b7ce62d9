package io.redismigration.migration.simulation;

import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;

/** Puts parameters back, and gives the target up, for workers that cannot any more. */
final class SimulatedRestore extends SimulatedWorker {
  private Trouble first;

  SimulatedRestore(World world, TaskSpec order, int number) {
    super(world, order, number);
  }

  @Override
  void between() {
    begin(
        this::fail,
        this::restore,
        () -> first != null && !first.passes() || journal(),
        this::giveUpClaim,
        this::finish);
  }

  private boolean restore() {
    for (SimulatedSource source : world.sources) {
      try {
        ledger.restore(source, entry -> true, world.workerTime());
        source.released |= world.isDecided() && world.scenario.after() == SourceAfter.RELEASE;
        unsaid();
      } catch (Trouble trouble) {
        first = trouble;
      }
    }
    return true;
  }

  private boolean giveUpClaim() {
    if (!order.keepClaim()) {
      try {
        world.targets.forEach(SimulatedTarget::removeClaim);
      } catch (Trouble trouble) {
        first = new Trouble("ClaimLeft");
      }
    }
    return true;
  }

  private boolean finish() {
    if (first == null) {
      say(TaskState.SUCCEEDED, "parameters are restored");
    } else {
      fail(first);
    }
    return true;
  }
}
