package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.fixture.PlayedWorkers;
import io.redismigration.controller.fixture.Scene;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
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
    assertThat(scene.pods())
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.getSpec().getImagePullSecrets())
                    .extracting(LocalObjectReference::getName)
                    .containsExactly(Scene.PULL_SECRET));
    scene.patch(
        "orders",
        "{\"spec\":{\"cutover\":{\"confirm\":\"%s\"}}}"
            .formatted(streaming.getStatus().cutover().token()));
    RedisMigration completed = scene.await("orders", Phase.Completed);

    assertThat(condition(completed, "Succeeded").getStatus()).isEqualTo("True");
    assertThat(condition(completed, "ParametersRestored").getStatus()).isEqualTo("True");
    // Told once the status says it.
    await()
        .untilAsserted(
            () ->
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
                        "Completed"));
    scene.assertNothingLeft();
    // Written once the status says it, as the events are.
    await().untilAsserted(this::assertReportOfCompleted);
  }

  private void assertReportOfCompleted() {
    assertThat(
            scene
                .client()
                .configMaps()
                .inNamespace(scene.namespace())
                .withLabel(Marks.REPORT)
                .list()
                .getItems())
        .singleElement()
        .satisfies(
            report ->
                assertThat(report.getData())
                    .containsEntry("phase", "Completed")
                    .hasEntrySatisfying(
                        "report.html", page -> assertThat(page).startsWith("<!DOCTYPE html>"))
                    .hasEntrySatisfying(
                        "report.json",
                        json ->
                            assertThat(confirmed(json))
                                .as("the field manager that wrote the token")
                                .isEqualTo("Cutover by fabric8-kubernetes-client")));
  }

  private static String confirmed(String report) {
    try {
      JsonNode last = new ObjectMapper().readTree(report).path("confirmations").path(0);
      return last.path("what").asText() + " by " + last.path("by").asText();
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  @Test
  void whatTheTargetHoldsIsOrderedToBeRemovedOnceAndOnlyWithTheToken() {
    scene.workers().targetHolds(Map.of(0, 1_204L));
    scene.workers().upTo(TaskState.CONNECTING);
    scene.operator();

    scene.apply(
        scene
            .manifest("orders")
            .replace("\"orders-new:6379\"]", "\"orders-new:6379\"], existingData: Flush"));
    RedisMigration waiting =
        scene.await(
            "orders", found -> found.getStatus() != null && found.getStatus().flushToken() != null);
    assertThat(waiting.getStatus().phase()).isEqualTo(Phase.AwaitingStart);
    assertThat(condition(waiting, "Ready").getReason()).isEqualTo("AwaitingFlushConfirmation");
    assertThat(waiting.getStatus().message()).contains("1204 keys in database 0");
    scene.patch("orders", flushConfirm("stale"));
    scene.patch("orders", flushConfirm(waiting.getStatus().flushToken()));
    scene.await("orders", Phase.Preparing);

    await()
        .untilAsserted(
            () ->
                assertThat(flushes())
                    .containsExactly(new FlushOrder(PlayedWorkers.TARGET_PROCESS, List.of(0))));
    scene.workers().upTo(TaskState.DETACHED);
    RedisMigration streaming = scene.await("orders", Phase.Streaming);

    assertThat(streaming.getStatus().flushToken()).isNull();
    await().untilAsserted(() -> assertThat(flushes()).containsExactly((FlushOrder) null));
    await().untilAsserted(() -> assertThat(scene.eventReasons()).contains("TargetFlushed"));
  }

  private static String flushConfirm(String token) {
    return "{\"spec\":{\"target\":{\"flushConfirm\":\"%s\"}}}".formatted(token);
  }

  /** Of each replicating task's order. */
  private List<FlushOrder> flushes() {
    TaskMapper mapper = new TaskMapper(new PlannerJson());
    return scene.tasks().stream()
        .map(mapper::order)
        .filter(order -> order.type() == TaskType.REPLICATE)
        .map(order -> order.replication().flush())
        .toList();
  }

  @Test
  void countsWhatItAsksOfTheApiServer() throws IOException, InterruptedException {
    OperatorProcess operator = scene.operator();
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);

    String metrics = metrics(operator.port());

    assertThat(metrics.lines().filter(line -> line.startsWith("redis_migration_api_requests")))
        .anyMatch(line -> line.contains("resource=\"redismigrations/status\",verb=\"update\""))
        .anyMatch(line -> line.contains("resource=\"redismigrationtasks\",verb=\"watch\""))
        .anyMatch(line -> line.contains("resource=\"pods\",verb=\"create\""));
    assertThat(metrics).contains("redis_migration_migrations{phase=\"Streaming\"} 1.0");
  }

  private static String metrics(int port) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Condition condition(RedisMigration migration, String type) {
    return migration.getStatus().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
