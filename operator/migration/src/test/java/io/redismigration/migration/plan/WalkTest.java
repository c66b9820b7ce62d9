package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every phase × everything a worker can report × everything a user can do. */
class WalkTest {

  static Stream<Arguments> everyPhaseAndReport() {
    return Stream.of(Phase.values())
        .filter(phase -> phase != Phase.PENDING)
        .flatMap(phase -> Stream.of(TaskState.values()).map(state -> Arguments.of(phase, state)));
  }

  @ParameterizedTest(name = "{0} and a worker that says {1}")
  @MethodSource("everyPhaseAndReport")
  void whateverHappensThePlanIsLawful(Phase phase, TaskState state) {
    Story start = Story.in(phase);
    for (UserAction action : UserAction.values()) {
      Story reportFirst = start.fork();
      say(reportFirst, state);
      lawful(reportFirst, action);

      Story userFirst = start.fork();
      act(userFirst, action);
      say(userFirst, state);
      lawful(userFirst, action);
    }
  }

  /** The same where the target holds something that is to be removed. */
  @ParameterizedTest(name = "a worker that says {0} while a flush is not confirmed")
  @EnumSource(TaskState.class)
  void nothingLeadsFromAnUnconfirmedFlushToTheCopyButItsConfirmation(TaskState state) {
    Story start =
        new Story(Given.plain().flushing())
            .report(
                TaskType.PREFLIGHT,
                Report.of(TaskState.SUCCEEDED).holding("process", Map.of(0, 3L)))
            .expect(Phase.AWAITING_START);
    for (UserAction action : UserAction.values()) {
      Story story = start.fork();
      say(story, state);
      lawful(story, action);

      assertThat(story.phase() == Phase.PREPARING)
          .as("%s", action)
          .isEqualTo(action == UserAction.CONFIRM_FLUSH);
    }
  }

  /** The planner itself refuses an unlawful transition; the story that a plan settles. */
  private static void lawful(Story story, UserAction action) {
    Phase before = story.phase();
    Set<UserAction> allowed = Set.copyOf(story.status().allowedActions());
    Decision decision = story.status().cutover().decision();

    act(story, action);

    boolean plainEdit = action == UserAction.THROTTLE && allowed.contains(UserAction.EDIT);
    if (!allowed.contains(action) && !plainEdit) {
      assertThat(story.phase()).as("%s is not allowed in %s", action, before).isEqualTo(before);
    }
    if (decision == Decision.COMMIT) {
      assertThat(story.status().cutover().decision()).isEqualTo(Decision.COMMIT);
    }
    assertThat(story.phase().allows()).containsAll(story.status().allowedActions());
    kstatusHasOneAnswer(story);
  }

  private static void kstatusHasOneAnswer(Story story) {
    assertThat(story.status().conditions())
        .extracting(Condition::type)
        .containsExactly(ConditionType.values());
    List<ConditionType> holding = new ArrayList<>();
    for (ConditionType type :
        List.of(ConditionType.READY, ConditionType.RECONCILING, ConditionType.STALLED)) {
      if (story.status().condition(type).status() == Truth.TRUE) {
        holding.add(type);
      }
    }
    assertThat(holding).hasSize(1);
  }

  private static void say(Story story, TaskState state) {
    Report report = Report.of(state);
    if (state == TaskState.FAILED) {
      report = report.failure("Broken", true);
    }
    if (story.phase() == Phase.CUTTING_OVER && !story.orders().isEmpty()) {
      report = report.answering(story.order().cutover().token());
    }
    for (TaskType type : TaskType.values()) {
      story.report(type, report);
    }
  }

  private static String flushToken(Story story) {
    Flush awaited = story.status().awaitedFlush();
    return awaited == null ? "stale" : awaited.token();
  }

  private static void act(Story story, UserAction action) {
    Given given = story.given();
    switch (action) {
      case EDIT -> story.edit(given.ignoring("SpoolSize"));
      case START -> story.edit(given.request(Request.START, "again"));
      case SUSPEND -> story.edit(given.suspend(true)).edit(given.suspend(false));
      case THROTTLE -> story.edit(given.throttle(1 << 20)).edit(given);
      case VERIFY -> story.edit(given.request(Request.VERIFY, "1"));
      case REPAIR -> story.edit(given.request(Request.REPAIR, "1"));
      case CONFIRM_FLUSH -> story.edit(given.flushConfirm(flushToken(story)));
      case CONFIRM -> story.edit(given.confirming(story.token()));
      case RETRY -> story.edit(given.request(Request.RETRY, "1"));
      case CANCEL -> story.edit(given.cancel());
      case DELETE -> story.delete();
    }
  }
}
