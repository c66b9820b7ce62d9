package io.redismigration.migration.model;

import java.time.Instant;
import java.util.List;

/**
 * What came of a trial of the cutover.
 *
 * @param number of the trial
 * @param possible nothing stood in the way
 * @param verdict one sentence for people
 * @param steps of a dry run, what each step would do; of a rehearsal, when each was taken
 * @param outageMillis how long clients would not be able to write; null: unknown
 * @param blockers what stood in the way
 */
public record TrialResult(
    int number,
    Trial.Kind kind,
    Instant at,
    boolean possible,
    String verdict,
    List<StepProgress> steps,
    Long outageMillis,
    List<Blocker> blockers) {

  public TrialResult {
    verdict = Defaults.or(verdict, "");
    steps = Defaults.list(steps);
    blockers = Defaults.list(blockers);
  }
}
