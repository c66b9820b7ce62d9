package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.worker.parameters.ParameterKeeper;

/** Whether the source lets itself be closed, found out without changing anything on it. */
final class FenceRights {
  private FenceRights() {}

  /**
   * Asks for what changes nothing: the answer tells whether the right is there.
   *
   * @param fence not External
   * @return whether the source can be kept closed when nobody renews a pause
   */
  static boolean probe(
      RedisControl source, ParameterKeeper keeper, FenceKind fence, SourceAfter sourceAfter) {
    if (fence == FenceKind.CLIENT_PAUSE) {
      try {
        source.call("CLIENT", "PAUSE", "not-a-number", "WRITE");
      } catch (CommandRefusedException e) {
        if (e.code().equals("NOPERM")) {
          throw e;
        }
      }
    }
    boolean lasts = keeper.mayCloseToWriters();
    boolean needed = sourceAfter == SourceAfter.READ_ONLY || fence == FenceKind.MIN_REPLICAS;
    if (needed && !lasts) {
      throw new EngineException(
          Reason.FenceNotPossible,
          "the source's user may not run CONFIG SET: the source could not be kept closed",
          "permit +config|set, or set spec.cutover.sourceAfter to Release");
    }
    return lasts;
  }
}
