package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPacingTest {
  private static final TaskStatus WRITTEN = report(TaskState.STREAMING, 0, "applying", List.of());

  @ParameterizedTest(name = "{0} s after a report, state {1}, offset {2}, message {3}: {4}")
  @CsvSource({
    "0, STREAMING, 0, applying, false",
    "9.9, STREAMING, 0, applying, false",
    "10, STREAMING, 0, applying, true",
    "0, ARMED, 0, applying, true",
    "1.9, STREAMING, 7, applying, false",
    "2, STREAMING, 7, applying, true",
    "1, STREAMING, 0, waiting, false",
    "2, STREAMING, 0, waiting, true"
  })
  void isWrittenAtOnceIfItStandsElsewhereElseSeldom(
      double seconds, TaskState state, long offset, String message, boolean due) {
    TaskStatus now = report(state, offset, message, List.of());

    assertThat(ReportPacing.isDue(WRITTEN, now, Duration.ofMillis((long) (seconds * 1000))))
        .isEqualTo(due);
  }

  @Test
  void aLedgerIsNeverLeftWaiting() {
    TaskStatus now =
        report(
            TaskState.STREAMING,
            0,
            "applying",
            List.of(Given.entry("timeout", LedgerEntry.State.APPLIED, Instant.EPOCH)));

    assertThat(ReportPacing.isDue(WRITTEN, now, Duration.ZERO)).isTrue();
  }

  private static TaskStatus report(
      TaskState state, long offset, String message, List<LedgerEntry> ledger) {
    return new TaskStatus(
        state,
        1,
        Instant.ofEpochSecond(offset),
        message,
        null,
        null,
        null,
        null,
        ledger,
        new ShardProgress("0", null, offset, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false),
        null,
        null,
        null,
        false,
        false);
  }
}
