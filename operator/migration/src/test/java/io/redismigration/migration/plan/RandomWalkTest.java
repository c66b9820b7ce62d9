package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports, edits, restarts and pauses in any order: the plan stays lawful and finds an end. */
class RandomWalkTest {
  private static final int STEPS = 40;

  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(ints = {0, 1_000, 2_000, 3_000})
  void noOrderOfEventsLeadsAstray(int first) {
    Set<Phase> endings = EnumSet.noneOf(Phase.class);
    for (int seed = first; seed < first + 100; seed++) {
      Random random = new Random(seed);
      Story story = new Story(Given.plain().automatic());
      boolean committed = false;
      for (int step = 0; step < STEPS; step++) {
        disturb(story, random);
        assertLawful(story, committed, seed);
        committed = story.status().cutover().decision() == Decision.COMMIT;
      }
      assertEnds(story, seed);
      endings.add(story.phase());
    }
    assertThat(endings).contains(Phase.COMPLETED, Phase.CANCELLED);
  }

  private static void disturb(Story story, Random random) {
    switch (random.nextInt(12)) {
      case 0 -> story.after(Duration.ofSeconds(random.nextInt(200)));
      case 1 -> story.restarted();
      case 2 -> story.edit(edit(story, random));
      case 3 -> story.report(any(TaskType.values(), random), report(story, random));
      default -> forward(story);
    }
  }

  private static Given edit(Story story, Random random) {
    Given given = story.given();
    return switch (random.nextInt(8)) {
      case 0 -> given.suspend(true);
      case 1 -> given.suspend(false);
      case 2 -> given.request(any(Request.values(), random), "" + random.nextInt(5));
      case 3 -> given.source("redis-" + random.nextInt(2));
      case 4 -> given.throttle(random.nextInt(3));
      case 5 ->
          given.start(
              any(new StartSpec.Mode[] {StartSpec.Mode.MANUAL, StartSpec.Mode.IMMEDIATE}, random),
              null);
      case 6 -> random.nextInt(4) == 0 ? given.cancel() : given;
      default -> given.confirming(story.token());
    };
  }

  private static Report report(Story story, Random random) {
    Report report =
        Report.of(any(TaskState.values(), random))
            .lag(random.nextInt(400))
            .ledger(Report.parameter(any(LedgerEntry.State.values(), random)));
    return random.nextBoolean() ? report.answering(story.token()) : report;
  }

  /** What a worker does that obeys. */
  private static void forward(Story story) {
    if (story.orders().isEmpty()) {
      return;
    }
    TaskSpec order = story.order();
    boolean known = order.cutover() != null;
    TaskState next =
        switch (order.desired()) {
          case PREPARE ->
              order.type() == TaskType.REPLICATE ? TaskState.PREPARED : TaskState.SUCCEEDED;
          case RUN ->
              !known
                  ? TaskState.STREAMING
                  : order.cutover().decision() == Decision.ABORT
                      ? TaskState.ABORTED
                      : TaskState.ARMED;
          case FREEZE -> TaskState.COMMITTED;
          case DETACH -> TaskState.DETACHED;
          case STOP -> TaskState.STOPPED;
        };
    Report report = Report.of(next).ledger(Report.parameter(LedgerEntry.State.RESTORED));
    story.report(order.type(), known ? report.answering(order.cutover().token()) : report);
  }

  private static void assertLawful(Story story, boolean committed, int seed) {
    if (committed && story.phase() != Phase.COMPLETED) {
      assertThat(story.status().cutover().decision())
          .as("seed %d", seed)
          .isEqualTo(Decision.COMMIT);
      assertThat(story.phase()).as("seed %d", seed).isEqualTo(Phase.CUTTING_OVER);
    }
    for (TaskSpec order : story.orders()) {
      assertThat(order.desired() != DesiredState.FREEZE || order.cutover() != null)
          .as("seed %d", seed)
          .isTrue();
    }
  }

  /** With workers that obey, a cancelled migration ends, and a committed one completes. */
  private static void assertEnds(Story story, int seed) {
    story.edit(story.given().cancel());
    for (int step = 0; step < 12; step++) {
      forward(story);
    }
    assertThat(story.phase())
        .as("seed %d: %s", seed, story.status().message())
        .matches(Phase::ended);
    assertThat(story.orders()).as("seed %d", seed).isEmpty();
  }

  /**
   * Workers that die anywhere around the decision and are followed by others that may die before
   * they have read it back: what is on record on the target decides, whoever knows it.
   */
  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(ints = {0, 10_000})
  void aCommitOnRecordStandsWhoeverDies(int first) {
    Set<Phase> endings = EnumSet.noneOf(Phase.class);
    int found = 0;
    for (int seed = first; seed < first + 500; seed++) {
      MortalWorkers workers = new MortalWorkers(new Random(seed));
      workers.walk(seed);
      endings.add(workers.phase());
      found += workers.foundByAnother() ? 1 : 0;
    }
    assertThat(endings).contains(Phase.COMPLETED, Phase.FAILED, Phase.STREAMING);
    assertThat(found).as("commits that another worker read back").isGreaterThan(30);
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    assertThat(List.of(phase(7), phase(8), phase(9)))
        .isEqualTo(List.of(phase(7), phase(8), phase(9)));
  }

  private static Phase phase(int seed) {
    Random random = new Random(seed);
    Story story = new Story(Given.plain());
    for (int step = 0; step < STEPS; step++) {
      disturb(story, random);
    }
    return story.phase();
  }

  private static <T> T any(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }
}
