package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.cutover.Fence;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.Duration;

/**
 * More replicas demanded than there can be: every write gets NOREPLICAS. Stands until it is taken
 * back, so its original is in the ledger first. Scripts pass it before 6.0.17 and 6.2.7 (redis
 * server.c, processCommand); whether it may be used is decided by the planner.
 */
final class LedgerFence implements Fence {
  private final ParameterKeeper keeper;

  LedgerFence(ParameterKeeper keeper) {
    this.keeper = keeper;
  }

  /** To be called before anything closes the source. */
  void foresee() {
    try {
      keeper.foreseeClosing();
    } catch (IOException e) {
      throw notRecorded(e);
    }
  }

  @Override
  public String name() {
    return "MinReplicas";
  }

  @Override
  public void engage() {
    try {
      keeper.closeToWriters();
    } catch (IOException e) {
      throw notRecorded(e);
    }
    if (!keeper.isClosedToWriters()) {
      throw new EngineException(
          Reason.FenceNotPossible,
          "the source refuses to demand more replicas than it has",
          "permit +config|set to the source's user, or set spec.cutover.fence to External and stop all writers first");
    }
  }

  @Override
  public void renew() {
    // It stands until it is taken back.
  }

  @Override
  public Duration lease() {
    return Duration.ZERO;
  }

  @Override
  public void makeLasting() {
    // It stands until it is taken back.
  }

  @Override
  public void release() {
    try {
      keeper.restore(ParameterKeeper.fence());
    } catch (IOException e) {
      throw notRecorded(e);
    }
  }

  private static EngineException notRecorded(IOException e) {
    return new EngineException(
        Reason.FenceNotPossible,
        "the ledger cannot be written: " + e.getMessage(),
        "make room for the state directory",
        e);
  }
}
