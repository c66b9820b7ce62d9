package io.redismigration.migration.model;

import java.time.Instant;
import java.util.List;

/**
 * The cutover of the whole migration.
 *
 * @param token what {@code spec.cutover.confirm} must say to begin; null: no cutover can begin now
 * @param attempt counts cutovers begun; part of the token
 * @param undone cutovers of this attempt that were undone
 * @param stage how far the present cutover is
 * @param decision what was decided; once Commit it never changes
 * @param sourceAfter as ordered when the present cutover began; null: none has begun
 * @param undoneBecause why the present or the last one was undone; null: none was
 * @param deadline when the present cutover is undone unless committed; null: none runs
 * @param notBefore after an undone cutover: when the next may begin; null: at once
 * @param steps what was done and when
 * @param outageMillis longest of all shards; null: not over
 * @param liftCommands what opens the source again; empty: it is not closed
 * @param trial under way; null: none is
 * @param dryRun the last one of this attempt; null: there was none
 * @param rehearsal the last one of this attempt; null: there was none
 * @param switchover null: the user repoints the clients
 * @param lateWrites commands that reached the source after the commit; their clients lost them
 */
public record CutoverStatus(
    String token,
    int attempt,
    int undone,
    Stage stage,
    Decision decision,
    SourceAfter sourceAfter,
    String undoneBecause,
    List<Blocker> blockers,
    Instant deadline,
    Instant notBefore,
    List<StepProgress> steps,
    Long outageMillis,
    List<String> liftCommands,
    Trial trial,
    TrialResult dryRun,
    TrialResult rehearsal,
    SwitchoverStatus switchover,
    long lateWrites) {
  /** Steps of a cutover in their order. */
  public enum Stage {
    NONE,
    ARMING,
    FREEZING,
    ABORTING,
    SWITCHING,
    DETACHING,
    DONE
  }

  /** The one decision of a cutover. */
  public enum Decision {
    OPEN,
    COMMIT,
    ABORT
  }

  public CutoverStatus {
    stage = Defaults.or(stage, Stage.NONE);
    decision = Defaults.or(decision, Decision.OPEN);
    blockers = Defaults.list(blockers);
    steps = Defaults.list(steps);
    liftCommands = Defaults.list(liftCommands);
  }

  /** The same with another switchover. */
  public CutoverStatus with(SwitchoverStatus other) {
    return with(deadline, other);
  }

  /** No cutover yet. */
  public static CutoverStatus none() {
    return new CutoverStatus(
        null, 0, 0, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, 0);
  }

  /** Whether workers were told to close the source and nobody knows yet how it ends. */
  public boolean undecided() {
    return deadline != null && decision != Decision.COMMIT;
  }

  /** The same cutover, undone unless it is committed by then; a nearer deadline stands. */
  public CutoverStatus endingBy(Instant latest) {
    return with(deadline.isBefore(latest) ? deadline : latest, switchover);
  }

  private CutoverStatus with(Instant otherDeadline, SwitchoverStatus otherSwitchover) {
    return new CutoverStatus(
        token,
        attempt,
        undone,
        stage,
        decision,
        sourceAfter,
        undoneBecause,
        blockers,
        otherDeadline,
        notBefore,
        steps,
        outageMillis,
        liftCommands,
        trial,
        dryRun,
        rehearsal,
        otherSwitchover,
        lateWrites);
  }
}
