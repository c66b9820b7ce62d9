package io.redismigration.migration.plan;

import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * For how long a worker that died had left the source closed by what lasts.
 *
 * @param time from its closing to the time at which somebody opened it
 * @param atMost whether it died before it could tell when it closed it: then it is counted from
 *     when it was ready to
 */
record LeftClosed(Duration time, boolean atMost) {
  private static final String READY = "Arm";
  private static final String CLOSED = "Fence";

  /**
   * Empty where nothing was opened just now. A pause alone ends by itself; a source that was
   * started again has forgotten its fence, and one that was only about to be closed never had it:
   * the entries of both say so.
   *
   * @param before the ledger before
   * @param now the ledger
   * @param told steps of the dead worker
   */
  static Optional<LeftClosed> of(
      List<LedgerEntry> before, List<LedgerEntry> now, List<StepProgress> told) {
    Optional<Instant> opened =
        now.stream()
            .filter(entry -> FenceParameters.contains(entry.parameter()))
            .filter(entry -> entry.state() == LedgerEntry.State.RESTORED && entry.message() == null)
            .filter(entry -> wasOpen(entry.key(), before))
            .map(LedgerEntry::since)
            .max(Comparator.naturalOrder());
    Optional<Instant> closed = ended(told, CLOSED);
    return closed
        .or(() -> ended(told, READY))
        .flatMap(
            from ->
                opened
                    .filter(until -> !until.isBefore(from))
                    .map(until -> new LeftClosed(Duration.between(from, until), closed.isEmpty())));
  }

  private static boolean wasOpen(LedgerEntry.Key key, List<LedgerEntry> before) {
    return before.stream().anyMatch(entry -> entry.open() && entry.key().equals(key));
  }

  private static Optional<Instant> ended(List<StepProgress> steps, String which) {
    return steps.stream()
        .filter(step -> step.step().equals(which) && step.endedAt() != null)
        .map(StepProgress::endedAt)
        .findFirst();
  }
}
