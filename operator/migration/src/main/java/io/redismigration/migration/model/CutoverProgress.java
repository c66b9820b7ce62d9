package io.redismigration.migration.model;

import java.util.List;

/**
 * One shard's part in a cutover, as its worker sees it.
 *
 * @param token of the order this answers
 * @param fenceKind what the worker uses, or would use; null: not probed
 * @param fencedOffset M, read after the fence was in force; null: not fenced
 * @param sealedOffset last offset proven to be followed by nothing that matters; null: not sealed
 * @param outageMillis from fence in force to target unlocked; null: not over
 * @param lateWrites commands that reached the source after the commit; their clients lost them
 * @param blockers why this shard cannot be fenced now; empty: it can
 * @param liftCommand what the user runs to open the source again; null: the source is not closed
 * @param trial of the last trial that was ordered; null: none was
 */
public record CutoverProgress(
    String token,
    FenceKind fenceKind,
    List<StepProgress> steps,
    Long fencedOffset,
    Long sealedOffset,
    Long outageMillis,
    long lateWrites,
    List<Blocker> blockers,
    String liftCommand,
    TrialResult trial) {

  public CutoverProgress {
    steps = Defaults.list(steps);
    blockers = Defaults.list(blockers);
  }

  /** Without a trial. */
  public CutoverProgress(
      String token,
      FenceKind fenceKind,
      List<StepProgress> steps,
      Long fencedOffset,
      Long sealedOffset,
      Long outageMillis,
      long lateWrites,
      List<Blocker> blockers,
      String liftCommand) {
    this(
        token,
        fenceKind,
        steps,
        fencedOffset,
        sealedOffset,
        outageMillis,
        lateWrites,
        blockers,
        liftCommand,
        null);
  }

  /** The answer to a trial; it says nothing of a cutover. */
  public static CutoverProgress tried(TrialResult result) {
    return new CutoverProgress(null, null, null, null, null, null, 0, null, null, result);
  }
}
