package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tool that puts the manifest back every second, whatever people have patched. */
@NeedsKubernetes
class GitOpsTest {

  @RegisterExtension final Stage stage = new Stage();

  @ParameterizedTest(name = "kubectl apply {0}")
  @ValueSource(strings = {"--server-side=false", "--server-side=true"})
  void applyingOverAndOverChangesNothingAndUndoesNoCommand(String how) {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(2_000).loadInto(stage.source());
    LiveMigration migration = stage.migration("orders");
    Manifest manifest = stage.manifest();
    Set<String> podsSeen = new ConcurrentSkipListSet<>();
    migration.apply(manifest, how);

    try (SelfHeal loop =
        SelfHeal.everySecond(
            () -> {
              migration.apply(manifest, how);
              migration.pods().forEach(pod -> podsSeen.add(pod.getMetadata().getName()));
            })) {
      migration.await(Phase.Streaming);
      assertThat(migration.object().getMetadata().getGeneration())
          .as("before the confirmation")
          .isEqualTo(1);
      migration.confirm();
      migration.await(Phase.Completed);
      loop.goesOn();
    }

    assertThat(migration.object().getMetadata().getGeneration())
        .as("the confirmation alone")
        .isEqualTo(2);
    assertThat(podsSeen).as("one for the checks, one for the data").hasSizeLessThanOrEqualTo(2);
    assertThat(migration.status().shards())
        .allSatisfy(shard -> assertThat(shard.fullResyncs()).isZero());
    Oracle.awaitSameData(stage.source(), stage.target(), LiveMigration.LIMIT);
  }

  @Test
  void replacingTheObjectCausesNeitherPodNorResync() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(2_000).loadInto(stage.source());
    LiveMigration migration = stage.migration("orders");
    migration.apply(stage.manifest());
    RedisMigrationStatus before = migration.await(Phase.Streaming);
    String pod = migration.pods().get(0).getMetadata().getUid();

    stage
        .kubernetes()
        .kubectlReading(
            stage.manifest().set("metadata.name", "orders").text(),
            "replace",
            "-n",
            stage.namespace(),
            "-f",
            "-");
    long generation = migration.object().getMetadata().getGeneration();
    RedisMigrationStatus after =
        migration.await(
            "has seen the replacement", status -> status.observedGeneration() == generation);

    assertThat(after.phase()).isEqualTo(Phase.Streaming);
    assertThat(after.startedAt()).isEqualTo(before.startedAt());
    assertThat(after.shards().get(0).fullResyncs()).isZero();
    assertThat(migration.pods())
        .singleElement()
        .satisfies(same -> assertThat(same.getMetadata().getUid()).isEqualTo(pod));
  }

  /** Does something every second until closed. */
  private record SelfHeal(ScheduledExecutorService timer, ScheduledFuture<?> loop)
      implements AutoCloseable {

    static SelfHeal everySecond(Runnable act) {
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      return new SelfHeal(timer, timer.scheduleWithFixedDelay(act, 1, 1, TimeUnit.SECONDS));
    }

    /** No apply has failed so far. */
    void goesOn() {
      assertThat(loop.isDone()).as("an apply failed").isFalse();
    }

    @Override
    public void close() {
      loop.cancel(false);
      timer.shutdown();
      Waiting.until("the last apply is over", LiveMigration.LIMIT, timer::isTerminated);
    }
  }
}
