package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerJsonTest {
  private final PlannerJson json = new PlannerJson();

  @Test
  void allThePlannerRemembersSurvives() {
    MigrationStatus status = Filled.of(MigrationStatus.class);

    assertThat(json.memory(json.memory(status))).isEqualTo(status);
    assertThat(json.memory(json.asMap(json.memory(status)))).isEqualTo(status);
    assertThat(json.memory(json.memory(MigrationStatus.initial())))
        .isEqualTo(MigrationStatus.initial());
  }

  @Test
  void ordersAndReportsSurvive() {
    TaskSpec order = Filled.of(TaskSpec.class);
    TaskStatus report = Filled.of(TaskStatus.class);

    assertThat(json.order(1, json.order(order))).isEqualTo(order);
    assertThat(json.order(1, json.asMap(json.order(order)))).isEqualTo(order);
    assertThat(json.report(1, json.report(report))).isEqualTo(report);
    assertThat(json.report(1, json.report(TaskStatus.none()))).isEqualTo(TaskStatus.none());
    assertThat(json.report(null, null)).isEqualTo(TaskStatus.none());
  }

  @ParameterizedTest
  @ValueSource(classes = {MigrationSpec.class, MigrationStatus.class, TaskSpec.class})
  void filesSurvive(Class<? extends Record> type) throws Exception {
    ObjectMapper file = PlannerJson.indented();
    Record record = Filled.of(type);

    assertThat(file.readValue(file.writeValueAsBytes(record), type)).isEqualTo(record);
  }

  @Test
  void emptyTextIsNotAbsentText() {
    TaskStatus report =
        json.report(
            1,
            json.report(
                json.report(
                    1,
                    Map.of(
                        "checks",
                        List.of(
                            Map.of(
                                "name",
                                "X",
                                "outcome",
                                "PASSED",
                                "message",
                                "",
                                "suggestion",
                                ""))))));

    assertThat(report.checks()).containsExactly(new CheckResult("X", CheckOutcome.PASSED, "", ""));
  }

  @Test
  void whatAnEarlierReleaseDidNotWriteIsTheBeginning() {
    TaskSpec order =
        json.order(1, Map.of("resume", Map.of("replicationId", "id", "confirmedOffset", 7)));
    TaskStatus report =
        json.report(1, Map.of("progress", Map.of("shard", "0", "confirmedOffset", 7)));

    assertThat(order.resume()).isEqualTo(new ResumePoint("id", 7, ResumePoint.Counts.NONE, false));
    assertThat(report.progress().ttlsExact()).isFalse();
  }

  @Test
  void whatALaterReleaseAddedIsPassedOver() {
    ObjectNode report = json.report(TaskStatus.none());
    report.put("addedLater", 7).putObject("alsoAdded").put("x", true);

    assertThat(json.report(1, report)).isEqualTo(TaskStatus.none());
  }

  @Test
  void whatALaterReleaseChangedIsRefused() {
    ObjectNode memory = json.memory(MigrationStatus.initial());
    memory.put("version", 2);

    assertThatThrownBy(() -> json.memory(memory))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> json.order(2, json.order(Filled.of(TaskSpec.class))))
        .isInstanceOf(UnreadableRecordException.class);
    assertThatThrownBy(() -> json.report(1, Map.of("state", "NO_SUCH_STATE")))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("status.report");
  }

  @Test
  void nothingRememberedIsTheBeginning() {
    assertThat(json.memory((Object) null)).isEqualTo(MigrationStatus.initial());
    assertThat(json.memory(Map.of())).isEqualTo(MigrationStatus.initial());
  }
}
