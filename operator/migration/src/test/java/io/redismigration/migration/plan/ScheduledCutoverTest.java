package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledCutoverTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Instant AT = new Story(Given.plain()).now().plus(Duration.ofHours(1));

  @ParameterizedTest(name = "{0} s after the time: {1}")
  @CsvSource({"-1, STREAMING", "0, CUTTING_OVER", "600, CUTTING_OVER", "601, STREAMING"})
  void beginsInItsWindowOnly(long after, Phase phase) {
    Story story = streaming(AT);

    lookAt(story, AT.plusSeconds(after)).expect(phase);
  }

  @Test
  void isWokenAtItsTime() {
    assertThat(streaming(AT).wakeAt()).isBeforeOrEqualTo(AT);
  }

  @Test
  void aWindowThatWasBlockedThroughoutIsMissedAndHolds() {
    Story story = streaming(AT);
    story.after(Duration.between(story.now(), AT));
    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).lag(5_000));
    assertThat(story.expect(Phase.STREAMING).status().message()).contains("LagTooHigh");

    lookAt(story, AT.plus(WINDOW).plusSeconds(1)).expect(Phase.STREAMING);

    assertThat(story.status().message()).contains("the window of the cutover ended at");
    lookAt(story, AT.plus(Duration.ofDays(1))).expect(Phase.STREAMING);
    story.edit(story.given().cutover(scheduled(AT, story.token())));
    story.expect(Phase.CUTTING_OVER);
  }

  @Test
  void aBlockerThatGoesInTheWindowDelaysIt() {
    Story story = streaming(AT);
    story.after(Duration.between(story.now(), AT));
    story.report(TaskType.REPLICATE, Report.of(TaskState.STREAMING).lag(5_000));
    story.expect(Phase.STREAMING);

    lookAt(story, AT.plusSeconds(300)).expect(Phase.CUTTING_OVER);
  }

  @Test
  void anotherTimeCountsAtOnceAndAMissedOneMayBeMovedOn() {
    Story story = streaming(AT);
    Instant later = AT.plus(Duration.ofHours(1));
    story.edit(story.given().scheduled(later, WINDOW));

    lookAt(story, AT.plusSeconds(1)).expect(Phase.STREAMING);
    lookAt(story, later.plus(WINDOW).plusSeconds(1)).expect(Phase.STREAMING);
    Instant last = later.plus(Duration.ofHours(1));
    story.edit(story.given().scheduled(last, WINDOW)).expect(Phase.STREAMING);
    lookAt(story, last).expect(Phase.CUTTING_OVER);
  }

  private static CutoverSpec scheduled(Instant at, String confirm) {
    return new CutoverSpec(
        CutoverSpec.Mode.SCHEDULED, at, WINDOW, null, null, null, null, null, confirm);
  }

  private static Story streaming(Instant at) {
    Story story =
        new Story(Given.plain().start(StartSpec.Mode.IMMEDIATE, null).scheduled(at, WINDOW));
    return story.until(Phase.STREAMING);
  }

  /** The worker reports at that moment that nothing stands in the way. */
  private static Story lookAt(Story story, Instant moment) {
    return story.after(Duration.between(story.now(), moment)).replicate(TaskState.STREAMING);
  }
}
