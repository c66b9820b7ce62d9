package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.Reason;
import io.redismigration.engine.link.FullResyncPolicy.Decision;
import io.redismigration.engine.run.Recovery.Act;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {
  private static final Set<Reason> MENDED =
      Set.of(
          Reason.SourceUnreachable,
          Reason.SourceNotReady,
          Reason.SnapshotTruncated,
          Reason.CheckpointWentBack,
          Reason.CheckpointMissing,
          Reason.TargetRestarted);

  @ParameterizedTest
  @EnumSource
  void asksTheTargetAfterLossesAndEndsForEverythingElse(Reason reason) {
    assertThat(Recovery.after(reason))
        .isEqualTo(MENDED.contains(reason) ? Act.SEE_TARGET : Act.GIVE_UP);
  }

  @ParameterizedTest(name = "flush {0}, caught up {1}, {2} attempts: allowed {3}")
  @CsvSource({
    "false, false, 1, true",
    "false, false, 4, true",
    "false, false, 5, false",
    "false, true, 0, false",
    "true, true, 0, true",
    "true, true, 4, true",
    "true, true, 5, false"
  })
  void copiesAgainUntilItHasCaughtUpAndThenOnlyAsWished(
      boolean flush, boolean caughtUp, int attempts, boolean allowed) {
    Recovery recovery = new Recovery(flush, caughtUp);
    for (int i = 0; i < attempts; i++) {
      recovery.began();
    }

    Decision decision = recovery.mayResync("the link was lost");

    assertThat(decision.allowed()).isEqualTo(allowed);
    if (!allowed) {
      assertThat(decision.why()).as("who asks names the cause").doesNotContain("the link was lost");
      assertThat(decision.remedy()).contains("retry");
    }
  }

  @Test
  void attemptsCountAnewOnceItHasCaughtUp() {
    Recovery recovery = new Recovery(true, false);
    for (int i = 0; i < Recovery.MOST_ATTEMPTS; i++) {
      recovery.began();
    }
    assertThat(recovery.isRepeated()).isTrue();

    recovery.caughtUp();

    assertThat(recovery.isRepeated()).isFalse();
    assertThat(recovery.hasCaughtUp()).isTrue();
    assertThat(recovery.mayResync("the stream was lost").allowed()).isTrue();
  }

  @Test
  void waitsLongerFromAttemptToAttempt() {
    Recovery recovery = new Recovery(false, false);
    Duration before = Duration.ZERO;
    for (int i = 0; i < Recovery.MOST_ATTEMPTS; i++) {
      assertThat(recovery.pause()).isGreaterThan(before);
      before = recovery.pause();
      recovery.began();
    }
    for (int i = 0; i < 100; i++) {
      recovery.began();
    }
    assertThat(recovery.pause()).isEqualTo(Duration.ofSeconds(30));
  }
}
