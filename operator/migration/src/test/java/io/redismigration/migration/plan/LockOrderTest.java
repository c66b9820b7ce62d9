package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockOrderTest {

  @ParameterizedTest(name = "{0}, found {1}: {2}")
  @CsvSource({
    "AUTO, ACL, ACL",
    "AUTO, DETECT_ONLY, DETECT_ONLY",
    "ACL, ACL, ACL",
    "DETECT_ONLY, DETECT_ONLY, DETECT_ONLY"
  })
  void aWorkerDoesWhatTheValidationFoundAndTold(LockMode asked, LockMode found, LockMode ordered) {
    Story story = new Story(Given.plain().lock(asked)).expect(Phase.VALIDATING);
    assertThat(story.order().replication().lock()).isEqualTo(asked);

    story
        .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).lock(found))
        .expect(Phase.PREPARING);

    assertThat(story.order().replication().lock()).isEqualTo(ordered);
    assertThat(story.status().resolved().lock()).isEqualTo(found);
  }
}
