package io.redismigration.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutoverRulesTest {
  private static final Instant DEADLINE = Instant.parse("2030-01-01T00:00:30Z");

  @ParameterizedTest(
      name = "{0}, then {1}; pause {2} permitted {3}, config {4}, scripts obey {5} ran {6}: {7}")
  @CsvSource({
    "AUTO,         READ_ONLY, true,  true,  true,  true,  true,  CLIENT_PAUSE",
    "AUTO,         READ_ONLY, true,  false, true,  true,  true,  MIN_REPLICAS",
    "AUTO,         READ_ONLY, true,  true,  false, true,  false, NoLastingFence",
    "AUTO,         RELEASE,   true,  true,  false, true,  false, CLIENT_PAUSE",
    "AUTO,         READ_ONLY, false, false, true,  false, false, MIN_REPLICAS",
    "AUTO,         READ_ONLY, false, false, true,  false, true,  FenceNotAvailable",
    "AUTO,         READ_ONLY, true,  false, false, true,  false, FenceNotPermitted",
    "CLIENT_PAUSE, READ_ONLY, false, true,  true,  true,  false, FenceNotAvailable",
    "MIN_REPLICAS, READ_ONLY, true,  true,  true,  false, true,  ScriptsIgnoreFence",
    "MIN_REPLICAS, READ_ONLY, true,  true,  false, true,  false, FenceNotPermitted",
    "MIN_REPLICAS, READ_ONLY, false, false, true,  true,  true,  MIN_REPLICAS",
    "EXTERNAL,     READ_ONLY, false, false, false, false, true,  EXTERNAL",
  })
  void choosesTheFenceOrNamesTheObstacle(
      FenceKind wanted,
      SourceAfter after,
      boolean pause,
      boolean permitted,
      boolean config,
      boolean obey,
      boolean ran,
      String expected) {
    FenceChoice choice =
        FenceChoice.of(wanted, after, new FenceFacts(pause, permitted, config, obey, ran));

    if (choice.kind() != null) {
      assertThat(choice.kind()).hasToString(expected);
      assertThat(choice.blocker()).isNull();
    } else {
      assertThat(choice.blocker().reason()).isEqualTo(expected);
      assertThat(choice.blocker().message()).endsWith("set spec.cutover.fence to External");
    }
  }

  @ParameterizedTest(name = "shards {0}, worker decides {1}, {2} s after the deadline: {3}")
  @CsvSource({
    "ARMED,            true,  -1, Wait",
    "FENCED,           true,  -1, Wait",
    "SEALED,           true,  -1, Wait",
    "SEALED,           true,  99, Wait",
    "COMMITTED,        true,  99, Commit",
    "DRAINED,          true,   0, Abort",
    "ABORTED,          true,  -1, Abort",
    "FAILED,           true,  -1, Abort",
    "SEALED SEALED,    false, -1, Commit",
    "SEALED DRAINED,   false, -1, Wait",
    "SEALED FENCED,    false,  0, Abort",
    "SEALED ABORTED,   false, -1, Abort",
    "COMMITTED FAILED, false, -1, Commit",
    "PENDING,          true,  -1, Wait",
  })
  void theLeastAdvancedShardDecides(
      String states, boolean workerDecides, int late, String expected) {
    List<ShardView> views = new ArrayList<>();
    for (String state : states.split(" ")) {
      views.add(new ShardView("" + views.size(), TaskState.valueOf(state), true, false, "why"));
    }

    Decision decision =
        Decision.onFreeze(views, workerDecides, DEADLINE, DEADLINE.plusSeconds(late));

    assertThat(decision.getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void anAnswerToAnEarlierOrderCountsForNothing() {
    ShardView stale = new ShardView("0", TaskState.SEALED, false, true, null);
    ShardView undoneBefore = new ShardView("0", TaskState.ABORTED, false, false, null);

    assertThat(Decision.onFreeze(List.of(stale), false, DEADLINE, DEADLINE.minusSeconds(1)))
        .isEqualTo(new Decision.Wait(TaskState.STREAMING));
    assertThat(Decision.onFreeze(List.of(undoneBefore), true, DEADLINE, DEADLINE.minusSeconds(1)))
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void aDeciderThatEndedAfterSealingIsNotOverruled() {
    ShardView ended = new ShardView("0", TaskState.FAILED, true, true, "crashed");
    Instant late = DEADLINE.plusSeconds(60);

    assertThat(Decision.onFreeze(List.of(ended), true, DEADLINE, late))
        .isEqualTo(new Decision.Wait(TaskState.FAILED));
    assertThat(Decision.onFreeze(List.of(ended), false, DEADLINE, late))
        .isInstanceOf(Decision.Abort.class);
  }
}
