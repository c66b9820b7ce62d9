package io.redismigration.worker.pod;

import static io.redismigration.migration.model.LedgerEntry.State.APPLIED;
import static io.redismigration.migration.model.LedgerEntry.State.RECORDED;
import static io.redismigration.migration.model.LedgerEntry.State.RESTORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LedgerEntry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgersTest {
  private static final Instant EARLY = Instant.ofEpochSecond(1);
  private static final Instant LATE = Instant.ofEpochSecond(2);
  private static final String FENCE = "min-replicas-to-write";

  @Test
  void whatADeadWorkerWroteLastCounts() {
    LedgerEntry known = Given.entry("repl-timeout", RECORDED, EARLY);
    LedgerEntry later = Given.entry("repl-timeout", APPLIED, LATE);
    LedgerEntry unknown = Given.entry("repl-backlog-size", RECORDED, LATE);

    assertThat(Ledgers.newest(List.of(known), List.of(later, unknown)))
        .containsExactly(later, unknown);
    assertThat(Ledgers.newest(List.of(later), List.of())).containsExactly(later);
  }

  @Test
  void anOpenFenceIsNotForgottenWhereTheClockWentBack() {
    LedgerEntry lifted = Given.entry(FENCE, RESTORED, LATE);
    LedgerEntry closedAgain = Given.entry(FENCE, APPLIED, EARLY);

    assertThat(Ledgers.newest(List.of(lifted), List.of(closedAgain))).containsExactly(closedAgain);
  }

  @Test
  void anOpenFenceThatIsNotOnRecordMustNotWaitLong() {
    List<LedgerEntry> applied = List.of(Given.entry(FENCE, APPLIED, EARLY));

    assertThat(Ledgers.changesFence(List.of(), applied)).isTrue();
    assertThat(Ledgers.changesFence(applied, applied)).isFalse();
    assertThat(Ledgers.changesFence(applied, List.of(Given.entry(FENCE, RESTORED, LATE))))
        .isFalse();
    assertThat(
            Ledgers.changesFence(List.of(), List.of(Given.entry("repl-timeout", RECORDED, EARLY))))
        .isFalse();
  }

  @Test
  void afterACommitTheFenceIsNotLeftToBePutBack() {
    LedgerEntry fence = Given.entry(FENCE, APPLIED, EARLY);
    LedgerEntry timeout = Given.entry("repl-timeout", APPLIED, EARLY);
    LedgerEntry done = Given.entry("repl-backlog-size", RESTORED, EARLY);

    assertThat(Ledgers.left(List.of(fence, timeout, done), true)).containsExactly(timeout);
    assertThat(Ledgers.left(List.of(fence, timeout, done), false)).containsExactly(fence, timeout);
  }
}
