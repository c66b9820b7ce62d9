package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import org.junit.jupiter.api.Test;
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

  @Test
  void aTargetThatRefusedTheLockOnceIsAskedAnewByARetry() {
    Story story = new Story(Given.plain().lock(LockMode.AUTO)).until(Phase.PREPARING);
    story.report(TaskType.REPLICATE, Report.of(TaskState.PREPARING).ledger(refused(story.now())));
    assertThat(story.eventReasons()).contains("TargetNotLocked");
    assertThat(WatchedInstead.inForce(LockMode.ACL, story.status().parameters()))
        .isEqualTo(LockMode.DETECT_ONLY);
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("ForeignWrite", true));
    story.report(TaskType.RESTORE, Report.of(TaskState.SUCCEEDED)).expect(Phase.FAILED);

    story.edit(story.given().request(Request.RETRY, "1")).expect(Phase.VALIDATING);
    story
        .report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED).lock(LockMode.ACL))
        .expect(Phase.PREPARING);

    assertThat(story.order().replication().lock()).isEqualTo(LockMode.ACL);
    assertThat(story.order().ledger()).noneMatch(WatchedInstead::is);
  }

  private static LedgerEntry refused(Instant at) {
    return new LedgerEntry(
        Side.TARGET,
        "0",
        "redis-new:6379",
        "",
        LockedUser.parameter(WatchedInstead.EVERYBODY),
        "",
        "",
        LedgerEntry.State.NOT_APPLIED,
        WatchedInstead.because("NOPERM"),
        at);
  }
}
