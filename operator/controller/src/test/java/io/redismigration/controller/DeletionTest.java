package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.fixture.Scene;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.migration.plan.PlannerSettings;
import io.redismigration.migration.task.TaskState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a migration goes, the source is restored first, and nothing is left. */
class DeletionTest {
  private static final Set<Phase> CHANGED =
      EnumSet.of(Phase.Preparing, Phase.FullSync, Phase.Streaming, Phase.CuttingOver);

  private final Scene scene = new Scene();

  @AfterEach
  void tearDown() {
    scene.close();
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(
            Phase.Validating,
            Phase.AwaitingStart,
            Phase.Preparing,
            Phase.FullSync,
            Phase.Streaming,
            Phase.CuttingOver,
            Phase.Completed,
            Phase.Failed)
        .flatMap(
            phase ->
                Stream.of(
                        DeletionPropagation.BACKGROUND,
                        DeletionPropagation.FOREGROUND,
                        DeletionPropagation.ORPHAN)
                    .map(policy -> Arguments.of(phase, policy)));
  }

  @ParameterizedTest(name = "in {0}, {1}")
  @MethodSource("everywhere")
  void isGoneWhenTheSourceIsRestored(Phase phase, DeletionPropagation policy) {
    scene.operator();
    bringTo(phase);

    delete(policy);
    scene.workers().live();
    scene.awaitGone("orders");

    if (CHANGED.contains(phase)) {
      assertThat(scene.workers().restored()).containsExactly("orders");
    }
  }

  private void bringTo(Phase phase) {
    switch (phase) {
      case Validating -> scene.workers().die();
      case Preparing -> scene.workers().upTo(TaskState.PREPARING);
      case FullSync -> scene.workers().upTo(TaskState.FULL_SYNC);
      case CuttingOver -> scene.workers().upTo(TaskState.ARMED);
      default -> {}
    }
    String manifest = scene.manifest("orders");
    if (phase == Phase.AwaitingStart) {
      manifest += "  start: {mode: Manual}\n";
    } else if (phase == Phase.Failed) {
      manifest += "  mode: Relay\n";
    }
    scene.apply(manifest);
    if (phase == Phase.CuttingOver || phase == Phase.Completed) {
      scene.confirm("orders");
    }
    scene.await("orders", phase);
  }

  private void delete(DeletionPropagation policy) {
    scene
        .client()
        .resources(RedisMigration.class)
        .inNamespace(scene.namespace())
        .withName("orders")
        .withPropagationPolicy(policy)
        .delete();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void aTaskTakesOverFromADeadWorker(DeletionPropagation policy) {
    scene.operator(RestartPolicy.standard(), hasty());
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);
    scene.workers().playOnly("orders-release-1", "orders-restore-1");

    delete(policy);
    scene.awaitGone("orders");

    assertThat(scene.workers().restored()).containsExactly("orders");
    assertThat(scene.workers().everWorked()).anyMatch(pod -> pod.startsWith("orders-release-1"));
  }

  static List<DeletionPropagation> policies() {
    return List.of(
        DeletionPropagation.BACKGROUND, DeletionPropagation.FOREGROUND, DeletionPropagation.ORPHAN);
  }

  /** A stopping worker gets two seconds instead of two minutes. */
  private static PlannerSettings hasty() {
    PlannerSettings usual = PlannerSettings.inCluster();
    return new PlannerSettings(
        usual.validationPatience(),
        usual.validationPause(),
        usual.validationFreshness(),
        usual.workerSilence(),
        Duration.ofSeconds(2),
        usual.backOff(),
        usual.switchesClients(),
        usual.cutoverTries());
  }

  @Test
  void inADeletedNamespaceTheLiveWorkerRestores() {
    scene.operator();
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);

    scene.deleteNamespace();
    scene.awaitNamespaceGone();

    assertThat(scene.workers().restored()).containsExactly("orders");
  }

  @Test
  void inADeletedNamespaceWithoutAWorkerTheCommandsStandInTheOperatorsNamespace() {
    scene.operator();
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);
    scene.workers().die();
    scene.killPods();

    scene.deleteNamespace();
    scene.awaitNamespaceGone();

    assertThat(unfulfilled().getData().get("commands"))
        .isEqualTo("redis-cli -h redis-old -p 6379 CONFIG SET repl-timeout '60'");
  }

  private ConfigMap unfulfilled() {
    List<ConfigMap> reports =
        scene
            .client()
            .configMaps()
            .inNamespace(scene.operatorNamespace())
            .withLabel(Marks.REPORT)
            .list()
            .getItems();
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  @Test
  void anAnnotationLetsGoWhatCannotBeRestored() {
    scene.operator();
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);
    scene.workers().die();

    delete(DeletionPropagation.BACKGROUND);
    scene.await("orders", Phase.Cancelling);
    scene.patch(
        "orders", "{\"metadata\":{\"annotations\":{\"%s\":\"true\"}}}".formatted(Marks.ABANDON));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> scene.migration("orders") == null && scene.tasks().isEmpty());

    assertThat(unfulfilled().getData().get("why")).contains(Marks.ABANDON);
    assertThat(unfulfilled().getData().get("commands")).contains("CONFIG SET repl-timeout '60'");
    scene.killPods();
    scene.assertNothingLeft();
  }

  @Test
  void tasksWithoutAMigrationAreTakenToTheirEnd() {
    scene.operator();
    scene.apply(scene.manifest("orders"));
    scene.await("orders", Phase.Streaming);

    scene.stopOperators();
    scene.patch("orders", "{\"metadata\":{\"finalizers\":null}}");
    delete(DeletionPropagation.BACKGROUND);
    Awaitility.await().until(() -> scene.migration("orders") == null);
    scene.operator();
    scene.assertNothingLeft();

    assertThat(scene.workers().restored()).containsExactly("orders");
  }
}
