package io.redismigration.cli.view;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import java.time.temporal.ChronoUnit;

/** A trial of the cutover in words. */
public final class TrialText {
  private TrialText() {}

  /** All of it: verdict, steps, and what stood in the way. */
  public static String render(TrialResult trial) {
    Columns facts = new Columns();
    rows(facts, trial);
    for (StepProgress step : trial.steps()) {
      facts.row("  " + step.step(), step.message() == null ? "" : step.message());
    }
    return facts.render("");
  }

  /**
   * Verdict and what stood in the way.
   *
   * @param trial null: there was none
   */
  static void rows(Columns facts, TrialResult trial) {
    if (trial == null) {
      return;
    }
    String name = trial.kind() == Trial.Kind.DRY_RUN ? "Dry run" : "Rehearsal";
    facts.row(name, trial.verdict() + " (" + trial.at().truncatedTo(ChronoUnit.SECONDS) + ")");
    for (Blocker blocker : trial.blockers()) {
      facts.row("", blocker.reason() + ": " + blocker.message());
    }
  }
}
