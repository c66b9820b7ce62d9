package io.redismigration.migration.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhaseTest {

  @ParameterizedTest(name = "{0} may move to {1}")
  @CsvSource({
    "PENDING, VALIDATING CANCELLING",
    "VALIDATING, AWAITING_START FAILED CANCELLING",
    "AWAITING_START, PREPARING VALIDATING CANCELLING",
    "PREPARING, FULL_SYNC FAILED CANCELLING",
    "FULL_SYNC, STREAMING FAILED CANCELLING",
    "STREAMING, CUTTING_OVER FULL_SYNC FAILED CANCELLING",
    "CUTTING_OVER, COMPLETED STREAMING FAILED CANCELLING",
    "COMPLETED, ''",
    "FAILED, VALIDATING CANCELLING",
    "CANCELLING, CANCELLED",
    "CANCELLED, ''",
  })
  void movesOnlyWhereTheTableSays(Phase phase, String successors) {
    assertThat(phase.successors())
        .extracting(Phase::name)
        .containsExactlyInAnyOrder(successors.isEmpty() ? new String[0] : successors.split(" "));
    for (Phase next : Phase.values()) {
      assertThat(phase.mayMoveTo(next)).isEqualTo(phase.successors().contains(next));
    }
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void canBeReachedAndCanEnd(Phase phase) {
    assertThat(reachableFrom(Phase.PENDING)).contains(phase);
    assertThat(reachableFrom(phase)).anyMatch(Phase::ended);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void mayAlwaysBeDeletedAndCancelledUntilItEnds(Phase phase) {
    assertThat(phase.allows()).contains(UserAction.DELETE);
    boolean cancellable = phase.mayMoveTo(Phase.CANCELLING);
    assertThat(phase.allows().contains(UserAction.CANCEL)).isEqualTo(cancellable);
  }

  @Test
  void isWrittenInCamelCase() {
    assertThat(Labels.of(Phase.FULL_SYNC)).isEqualTo("FullSync");
    assertThat(Labels.parse(Phase.class, "CuttingOver")).isEqualTo(Phase.CUTTING_OVER);
  }

  private static Set<Phase> reachableFrom(Phase start) {
    Set<Phase> seen = EnumSet.of(start);
    Deque<Phase> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Phase next : open.pop().successors()) {
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return seen;
  }
}
