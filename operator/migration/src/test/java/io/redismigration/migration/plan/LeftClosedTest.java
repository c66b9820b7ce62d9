package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source that a dead worker had closed at second 1, and the next one has opened at second 8. */
class LeftClosedTest {
  private static final Instant CLOSED = Instant.EPOCH.plusSeconds(1);
  private static final Instant OPENED = Instant.EPOCH.plusSeconds(8);

  @ParameterizedTest(name = "fence {0}, the dead worker had told of {1}: {2} s")
  @CsvSource({
    "MIN_REPLICAS, Arm Fence, 7",
    "MIN_REPLICAS, Arm Fence Drain Prove Seal, 7",
    "MIN_REPLICAS, Arm, ",
    "CLIENT_PAUSE, Arm Fence Drain Prove, ",
    "CLIENT_PAUSE, Arm Fence Drain Prove Seal, 7",
    "EXTERNAL, Arm Fence Drain Prove Seal, "
  })
  void isKnownWhereTheFenceLasts(FenceKind fence, String told, Long seconds) {
    assertThat(LeftClosed.of(answer(fence), steps(told), ledger(null)).map(Duration::toSeconds))
        .isEqualTo(Optional.ofNullable(seconds));
  }

  @Test
  void isNotKnownOfASourceThatHasForgottenItsFence() {
    assertThat(
            LeftClosed.of(
                answer(FenceKind.MIN_REPLICAS),
                steps("Arm Fence"),
                ledger("another process answers there by now")))
        .isEmpty();
  }

  @Test
  void isNoQuestionOfAWorkerThatTellsOfStepsOfItsOwn() {
    CutoverProgress own =
        new CutoverProgress(
            "token", FenceKind.MIN_REPLICAS, steps("Arm"), null, null, null, 0, null, null);

    assertThat(LeftClosed.of(own, steps("Arm Fence"), ledger(null))).isEmpty();
  }

  private static CutoverProgress answer(FenceKind fence) {
    return new CutoverProgress("token", fence, null, null, null, null, 0, null, null);
  }

  private static List<StepProgress> steps(String names) {
    return Stream.of(names.split(" "))
        .map(name -> new StepProgress(name, Instant.EPOCH, CLOSED, null))
        .toList();
  }

  private static List<LedgerEntry> ledger(String message) {
    return List.of(
        Report.parameter(LedgerEntry.State.APPLIED),
        Report.fence(LedgerEntry.State.APPLIED).to(LedgerEntry.State.RESTORED, message, OPENED));
  }
}
