package io.redismigration.migration.plan;

import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * For how long a worker that died had left the source closed: from the step it had told of to the
 * time at which the next one opened it.
 */
final class LeftClosed {
  private static final String CLOSED = "Fence";
  private static final String PROVEN = "Seal";

  private LeftClosed() {}

  /**
   * Empty where it is not known: a pause ends by itself, unless the fence that lasts has come to
   * stand behind it, and a source that was started again has forgotten its fence.
   *
   * @param answer of the next worker, to the order that the dead one had
   * @param told steps of the dead one
   * @param parameters the ledger, with what the next one has put back
   */
  static Optional<Duration> of(
      CutoverProgress answer, List<StepProgress> told, List<LedgerEntry> parameters) {
    if (!answer.steps().isEmpty() || !lasted(answer.fenceKind(), told)) {
      return Optional.empty();
    }
    Optional<Instant> closed = ended(told, CLOSED);
    Optional<Instant> opened =
        parameters.stream()
            .filter(entry -> FenceParameters.contains(entry.parameter()))
            .filter(entry -> entry.state() == LedgerEntry.State.RESTORED && entry.message() == null)
            .map(LedgerEntry::since)
            .max(Comparator.naturalOrder());
    return closed.flatMap(
        from ->
            opened
                .filter(until -> !until.isBefore(from))
                .map(until -> Duration.between(from, until)));
  }

  private static boolean lasted(FenceKind kind, List<StepProgress> told) {
    return kind == FenceKind.MIN_REPLICAS
        || kind == FenceKind.CLIENT_PAUSE && ended(told, PROVEN).isPresent();
  }

  private static Optional<Instant> ended(List<StepProgress> steps, String which) {
    return steps.stream()
        .filter(step -> step.step().equals(which) && step.endedAt() != null)
        .map(StepProgress::endedAt)
        .findFirst();
  }
}
