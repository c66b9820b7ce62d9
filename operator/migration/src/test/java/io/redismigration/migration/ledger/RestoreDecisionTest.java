package io.redismigration.migration.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LedgerEntry.State;
import io.redismigration.migration.model.Side;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreDecisionTest {

  @ParameterizedTest(name = "{0}, run {1}, now {2}: {3}")
  @CsvSource({
    "APPLIED,  run-a, 120, Restore",
    "APPLIED,  run-a, 60,  AlreadyThere",
    "APPLIED,  run-a, 300, LeaveAlone",
    "RECORDED, run-a, 60,  AlreadyThere",
    "RECORDED, run-a, 120, Restore",
    "APPLIED,  run-b, 60,  AlreadyThere",
    "APPLIED,  run-b, 300, LeaveAlone",
    "APPLIED,  run-b, 120, Restore",
  })
  void comparesBeforeItRestores(State state, String runId, String current, String expected) {
    RestoreDecision decision = RestoreDecision.of(entry(state), runId, current);

    assertThat(decision.getClass().getSimpleName()).isEqualTo(expected);
    if (decision instanceof RestoreDecision.Restore restore) {
      assertThat(restore.value()).isEqualTo("60");
    }
    if (decision instanceof RestoreDecision.LeaveAlone leave) {
      assertThat(leave.reason())
          .contains("'300'")
          .contains(runId.equals("run-a") ? "somebody else" : "restarted");
    }
  }

  @Test
  void showsOneCommandPerParameterStillOpen() {
    assertThat(
            RestoreCommands.of(
                List.of(
                    entry(State.APPLIED),
                    entry(State.RESTORED),
                    entry(State.LEFT_ALONE),
                    entry(State.NOT_RESTORED))))
        .hasSize(2)
        .allMatch("redis-cli -h ::1 -p 6379 CONFIG SET repl-timeout '60'"::equals);
  }

  private static LedgerEntry entry(State state) {
    return new LedgerEntry(
        Side.SOURCE,
        "0",
        "[::1]:6379",
        "run-a",
        "repl-timeout",
        "60",
        "120",
        state,
        null,
        Instant.EPOCH);
  }
}
