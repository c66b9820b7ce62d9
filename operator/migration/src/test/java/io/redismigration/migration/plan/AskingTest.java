package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts say what to do in the words of the place they are read at; {@link Story} looks at all. */
class AskingTest {
  private static final Given BY_HAND = Given.plain().start(StartSpec.Mode.MANUAL, null);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "START, set spec.requests.start, run redis-migration start",
    "RETRY, set spec.requests.retry, run redis-migration retry",
    "DRY_RUN, set spec.requests.dryRun, run redis-migration cutover --dry-run",
    "REHEARSE, set spec.requests.rehearse, run redis-migration cutover --rehearse"
  })
  void everyRequestHasAFieldAndAWord(Request request, String field, String word) {
    assertThat(Asking.BY_RESOURCE.to(request)).isEqualTo(field);
    assertThat(Asking.BY_COMMAND.to(request)).isEqualTo(word);
  }

  @Test
  void inAClusterTheResourceIsNamedAndOnOneMachineTheCommand() {
    Story cluster = new Story(BY_HAND, PlannerSettings.inCluster()).until(Phase.AWAITING_START);
    Story machine = new Story(BY_HAND).until(Phase.AWAITING_START);

    assertThat(cluster.status().message()).contains("set spec.requests.start to begin");
    assertThat(machine.status().message()).contains("run redis-migration start to begin");
  }

  @Test
  void whatStandsInTheWayOfACutoverSaysSoToo() {
    Report differs =
        Report.of(TaskState.STREAMING).verification(Report.verified(State.DIFFERENT, true));
    Story machine = Story.in(Phase.STREAMING).report(TaskType.REPLICATE, differs);
    Story cluster =
        new Story(Given.plain(), PlannerSettings.inCluster())
            .until(Phase.STREAMING)
            .report(TaskType.REPLICATE, differs);

    assertThat(machine.status().cutover().blockers().toString())
        .contains("run redis-migration repair", "run redis-migration verify");
    assertThat(cluster.status().cutover().blockers().toString())
        .contains("set spec.requests.repair", "set spec.requests.verify");
    assertThat(Story.in(Phase.STREAMING).status().message())
        .contains("run redis-migration cutover --token ");
  }
}
