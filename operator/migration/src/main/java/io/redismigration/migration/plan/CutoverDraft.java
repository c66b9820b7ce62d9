package io.redismigration.migration.plan;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.CutoverStatus.Stage;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import java.time.Instant;
import java.util.List;

/** The cutover of a status in the making. */
final class CutoverDraft {
  String token;
  int attempt;
  int undone;
  Stage stage;
  Decision decision;
  SourceAfter sourceAfter;
  String undoneBecause;
  List<Blocker> blockers;
  Instant deadline;
  Instant notBefore;
  List<StepProgress> steps;
  Long outageMillis;
  List<String> liftCommands;
  Trial trial;
  TrialResult dryRun;
  TrialResult rehearsal;
  SwitchoverStatus switchover;
  long lateWrites;

  CutoverDraft(CutoverStatus last) {
    token = last.token();
    attempt = last.attempt();
    undone = last.undone();
    stage = last.stage();
    decision = last.decision();
    sourceAfter = last.sourceAfter();
    undoneBecause = last.undoneBecause();
    blockers = last.blockers();
    deadline = last.deadline();
    notBefore = last.notBefore();
    steps = last.steps();
    outageMillis = last.outageMillis();
    liftCommands = last.liftCommands();
    trial = last.trial();
    dryRun = last.dryRun();
    rehearsal = last.rehearsal();
    switchover = last.switchover();
    lateWrites = last.lateWrites();
  }

  CutoverStatus done() {
    return new CutoverStatus(
        token,
        attempt,
        undone,
        stage,
        decision,
        sourceAfter,
        undoneBecause,
        blockers,
        deadline,
        notBefore,
        steps,
        outageMillis,
        liftCommands,
        trial,
        dryRun,
        rehearsal,
        switchover,
        lateWrites);
  }

  boolean committed() {
    return decision == Decision.COMMIT;
  }

  /** Before the first cutover of an attempt; the count of tokens goes on. */
  void reset() {
    undone = 0;
    stage = Stage.NONE;
    decision = Decision.OPEN;
    sourceAfter = null;
    undoneBecause = null;
    blockers = List.of();
    token = null;
    deadline = null;
    notBefore = null;
    steps = List.of();
    outageMillis = null;
    liftCommands = List.of();
    trial = null;
    dryRun = null;
    rehearsal = null;
    switchover = null;
    lateWrites = 0;
  }
}
