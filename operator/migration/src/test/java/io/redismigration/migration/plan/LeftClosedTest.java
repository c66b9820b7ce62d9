package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A source that a worker was ready to close at second 1 and has closed at second 2, and that
 * somebody else has opened at second 8.
 */
class LeftClosedTest {
  private static final Instant OPENED = Instant.EPOCH.plusSeconds(8);

  @ParameterizedTest(name = "the dead worker had told of {0}: {1} s")
  @CsvSource({
    "Arm Fence, 6, false",
    "Arm Fence Drain Prove Seal, 6, false",
    "Arm, 7, true",
  })
  void isCountedFromWhatTheDeadWorkerHadTold(String told, long seconds, boolean atMost) {
    assertThat(
            LeftClosed.of(
                ledger(LedgerEntry.State.APPLIED, null),
                ledger(LedgerEntry.State.RESTORED, null),
                steps(told)))
        .contains(new LeftClosed(Duration.ofSeconds(seconds), atMost));
  }

  @ParameterizedTest
  @ValueSource(strings = {"another process answers there by now", "it had not been set"})
  void isNotKnownOfASourceThatHasForgottenItsFenceOrNeverHadIt(String message) {
    assertThat(
            LeftClosed.of(
                ledger(LedgerEntry.State.RECORDED, null),
                ledger(LedgerEntry.State.RESTORED, message),
                steps("Arm Fence")))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = LedgerEntry.State.class,
      names = {"RESTORED", "LEFT_ALONE"})
  void isToldWhenItIsOpenedAndNotAgain(LedgerEntry.State before) {
    assertThat(
            LeftClosed.of(
                ledger(before, null), ledger(LedgerEntry.State.RESTORED, null), steps("Arm Fence")))
        .isEmpty();
  }

  @Test
  void isNoQuestionWhileItIsClosed() {
    assertThat(
            LeftClosed.of(
                ledger(LedgerEntry.State.RECORDED, null),
                ledger(LedgerEntry.State.APPLIED, null),
                steps("Arm Fence")))
        .isEmpty();
  }

  private static List<StepProgress> steps(String names) {
    return Stream.of(names.split(" "))
        .map(
            name ->
                new StepProgress(
                    name,
                    Instant.EPOCH,
                    Instant.EPOCH.plusSeconds(name.equals("Arm") ? 1 : 2),
                    null))
        .toList();
  }

  private static List<LedgerEntry> ledger(LedgerEntry.State fence, String message) {
    return List.of(
        Report.parameter(LedgerEntry.State.APPLIED),
        Report.fence(LedgerEntry.State.APPLIED).to(fence, message, OPENED));
  }
}
