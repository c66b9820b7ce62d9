package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.fixture.Scene;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A migration from its manifest to its report. */
class LifeTest {
  private final Scene scene = new Scene();

  @AfterEach
  void tearDown() {
    scene.close();
  }

  @Test
  void goesThroughItsPhasesAndLeavesAReport() {
    scene.operator();

    scene.apply(scene.manifest("orders"));
    RedisMigration streaming =
        scene.await(
            "orders",
            found ->
                found.getStatus() != null
                    && found.getStatus().phase() == Phase.Streaming
                    && condition(found, "Ready").getStatus().equals("True"));
    assertThat(condition(streaming, "Ready").getReason()).isEqualTo("AwaitingCutover");
    assertThat(scene.pods()).hasSize(1);
    scene.patch(
        "orders",
        "{\"spec\":{\"cutover\":{\"confirm\":\"%s\"}}}"
            .formatted(streaming.getStatus().cutover().token()));
    RedisMigration completed = scene.await("orders", Phase.Completed);

    assertThat(condition(completed, "Succeeded").getStatus()).isEqualTo("True");
    assertThat(condition(completed, "ParametersRestored").getStatus()).isEqualTo("True");
    assertThat(scene.eventReasons())
        .contains(
            "Accepted",
            "Validated",
            "Started",
            "Prepared",
            "ParameterChanged",
            "FullSyncCompleted",
            "CutoverBegan",
            "Committed",
            "ParameterRestored",
            "Completed");
    scene.assertNothingLeft();
    assertThat(
            scene
                .client()
                .configMaps()
                .inNamespace(scene.namespace())
                .withLabel(Marks.REPORT)
                .list()
                .getItems())
        .singleElement()
        .satisfies(report -> assertThat(report.getData()).containsEntry("phase", "Completed"));
  }

  private static Condition condition(RedisMigration migration, String type) {
    return migration.getStatus().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
