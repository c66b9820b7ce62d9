package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.verify.PassFigures;
import io.redismigration.engine.verify.VerificationPlan;
import io.redismigration.engine.verify.VerificationState;
import io.redismigration.engine.verify.VerificationStatus;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationReportTest {
  private static final PassFigures PASS =
      new PassFigures(
          VerificationPlan.Mode.FULL,
          0,
          10,
          10,
          10,
          Duration.ofSeconds(1),
          Optional.of(Instant.EPOCH),
          Optional.empty(),
          VerificationPlan.Method.COMMANDS);

  @Test
  void tellsInWhichDatabasesKeysDiffer() {
    VerificationProgress report =
        VerificationReport.of(status(VerificationState.DIFFERENT, 100, 2, Map.of(0, 1L, 3, 2L)));

    assertThat(report.state()).isEqualTo(VerificationProgress.State.DIFFERENT);
    assertThat(report.differences()).isEqualTo(3);
    assertThat(report.differingByDatabase()).isEqualTo(Map.of(0, 1L, 3, 2L));
  }

  /** A source that was never written to since it has a replica: its first PING comes later. */
  @Test
  void aPassIsCompleteAtTheVeryFirstOffsetToo() {
    VerificationProgress report =
        VerificationReport.of(status(VerificationState.EQUAL, 0, 0, Map.of()));

    assertThat(report.coveredOffset()).isZero();
    assertThat(report.duration()).isEqualTo(PASS.duration());
    assertThat(VerificationReport.of(status(VerificationState.PASS, -1, 0, Map.of())))
        .extracting(VerificationProgress::coveredOffset, VerificationProgress::duration)
        .containsOnlyNulls();
  }

  /** With one value that differs beside the keys that are missing. */
  private static VerificationStatus status(
      VerificationState state, long coveredOffset, long missing, Map<Integer, Long> databases) {
    return new VerificationStatus(
        state,
        1,
        coveredOffset,
        PASS,
        missing,
        0,
        missing == 0 ? 0 : 1,
        0,
        0,
        databases,
        0,
        0,
        Duration.ZERO,
        0,
        List.of(),
        0,
        0,
        false,
        Optional.empty());
  }
}
