package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pods that die under a busy source: nothing is lost, nothing is doubled, the stream goes on where
 * it was.
 */
@NeedsKubernetes
class FaultsTest {

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aWorkerPodAndTheOperatorMayDieInTheStream() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(5_000).loadInto(stage.source());
    LiveMigration migration = stage.migration("orders");
    try (LiveWriter writer =
        LiveWriter.start(
            stage.source(), WriteLoad.of(LiveOperation.INCR).perSecond(200).stopWhenRefused())) {
      migration.apply(stage.manifest());
      migration.await(
          "is caught up",
          status -> status.phase() == Phase.Streaming && status.verification() != null);

      Pod first = onlyPod(migration);
      stage.kubernetes().client().pods().resource(first).withGracePeriod(0).delete();
      RedisMigrationStatus resumed =
          migration.await(
              "has another worker", status -> replaced(migration, first) && reconnected(status));
      assertThat(resumed.shards().get(0).fullResyncs()).isZero();

      Pod second = onlyPod(migration);
      stage.operator().killPods();
      stage.operator().awaitReady(1);
      migration.await("is watched again", status -> status.phase() == Phase.Streaming);
      assertThat(onlyPod(migration).getMetadata().getUid())
          .as("the worker does not mind")
          .isEqualTo(second.getMetadata().getUid());

      migration.confirm();
      migration.await(Phase.Completed);
      Waiting.until("the fence stops the writer", LiveMigration.LIMIT, writer::hasEnded);
      assertThat(writer.countersIn(stage.target()))
          .isBetween(
              writer.tally().acknowledged(),
              writer.tally().acknowledged() + writer.tally().unknown());
    }
    Oracle.awaitSameData(stage.source(), stage.target(), LiveMigration.LIMIT);
    assertThat(migration.status().shards().get(0).fullResyncs()).isZero();
  }

  private static boolean replaced(LiveMigration migration, Pod old) {
    return migration.pods().stream()
        .anyMatch(
            pod ->
                !pod.getMetadata().getUid().equals(old.getMetadata().getUid())
                    && pod.getStatus().getPhase().equals("Running"));
  }

  private static boolean reconnected(RedisMigrationStatus status) {
    return status.shards() != null
        && status.shards().get(0).reconnects() != null
        && status.shards().get(0).lagBytes() != null;
  }

  private static Pod onlyPod(LiveMigration migration) {
    assertThat(migration.pods()).hasSize(1);
    return migration.pods().get(0);
  }
}
