package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.CutoverStepStatus;
import io.redismigration.api.v1alpha1.CutoverTrialStatus;
import io.redismigration.migration.model.TrialResult;
import java.util.List;

/** A trial of the cutover as people read it; small enough never to crowd a status. */
public final class TrialView {
  private static final int MOST_BLOCKERS = 8;
  private static final int MOST_STEPS = 16;
  private static final int LONGEST_NOTE = 256;
  private static final int LONGEST_VERDICT = 512;

  private TrialView() {}

  /**
   * That trial; null for none.
   *
   * @param trial null: there was none
   */
  public static CutoverTrialStatus of(TrialResult trial) {
    return trial == null
        ? null
        : new CutoverTrialStatus(
            Texts.moment(trial.at()),
            trial.possible(),
            cut(trial.verdict(), LONGEST_VERDICT),
            trial.outageMillis(),
            steps(trial),
            trial.blockers().stream()
                .limit(MOST_BLOCKERS)
                .map(blocker -> cut(blocker.reason() + ": " + blocker.message(), LONGEST_NOTE))
                .toList());
  }

  private static List<CutoverStepStatus> steps(TrialResult trial) {
    return trial.steps().stream()
        .limit(MOST_STEPS)
        .map(
            step ->
                new CutoverStepStatus(
                    step.step(),
                    Texts.exactMoment(step.endedAt()),
                    cut(step.message(), LONGEST_NOTE)))
        .toList();
  }

  private static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
