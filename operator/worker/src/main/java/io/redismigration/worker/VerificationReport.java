package io.redismigration.worker;

import io.redismigration.engine.verify.Difference;
import io.redismigration.engine.verify.PassFigures;
import io.redismigration.engine.verify.RepairReport;
import io.redismigration.engine.verify.VerificationState;
import io.redismigration.engine.verify.VerificationStatus;
import io.redismigration.migration.model.DifferingKey;
import io.redismigration.migration.model.FenceWork;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import java.util.StringJoiner;

/** Turns what the engine's comparison says into what a task reports. */
final class VerificationReport {
  private VerificationReport() {}

  static VerificationProgress of(VerificationStatus seen) {
    return new VerificationProgress(
            state(seen.state()),
            seen.round(),
            seen.coveredOffset() < 0 ? null : seen.coveredOffset(),
            seen.keysCompared(),
            seen.missing(),
            seen.extra(),
            seen.value(),
            seen.type(),
            seen.ttl(),
            seen.touched() + seen.dirty() + seen.undecided(),
            seen.overflow(),
            seen.coveredOffset() < 0 ? null : seen.pass().duration())
        .with(
            seen.samples().stream().map(VerificationReport::key).toList(),
            pass(seen.pass()),
            left(seen))
        .with(seen.differingByDatabase());
  }

  /** What a repair did, in one line. */
  static String repaired(RepairReport report) {
    StringJoiner text = new StringJoiner(", ", "repair: ", "");
    text.add("%d keys copied again and found equal".formatted(report.repaired()));
    if (report.equal() > 0) {
      text.add("%d had been equal".formatted(report.equal()));
    }
    if (report.busy() > 0) {
      text.add("%d large ones written to meanwhile".formatted(report.busy()));
    }
    if (report.failed() > 0) {
      text.add("%d differ still".formatted(report.failed()));
    }
    if (report.tooLarge() > 0) {
      text.add("%d of a kind that is too large to be copied".formatted(report.tooLarge()));
    }
    return text.toString();
  }

  private static FenceWork left(VerificationStatus seen) {
    return seen.unsettled() == 0 ? null : new FenceWork(seen.unsettled(), seen.unsettledTakes());
  }

  private static DifferingKey key(Difference difference) {
    return new DifferingKey(Labels.of(difference.verdict()), difference.key());
  }

  private static VerificationPass pass(PassFigures figures) {
    return new VerificationPass(
        VerificationSpec.Mode.valueOf(figures.mode().name()),
        figures.keysWanted(),
        figures.keysTotal(),
        figures.keysPerSecond(),
        figures.endedAt().orElse(null),
        figures.everyKey().orElse(null),
        VerificationSpec.Method.valueOf(figures.method().name()));
  }

  private static State state(VerificationState engine) {
    return switch (engine) {
      case NEW, CLOSED -> State.PENDING;
      case FAILED -> State.FAILED;
      case PASS, OVERFLOWED -> State.RUNNING;
      case EQUAL -> State.PASSED;
      case DIFFERENT -> State.DIFFERENT;
    };
  }
}
