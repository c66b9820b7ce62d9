package io.redismigration.e2e.cluster;

import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.testkit.kubernetes.NeedsDaemons;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One fault after another strikes two migrations under busy sources, one in its full sync and one
 * in the stream: nothing is lost, nothing is doubled, and the stream goes on where it was.
 */
@NeedsKubernetes
@Tag("faults")
class FaultsTest {

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void podsThatAreDeletedLoseNothing() {
    strikeMigrationsAtWork(Fault.WORKER_POD_DELETED, Fault.OPERATOR_POD_DELETED);
  }

  @NeedsDaemons
  @Test
  void aNodeAndAControlPlaneThatFailLoseNothing() {
    strikeMigrationsAtWork(
        Fault.WORKER_CONTAINER_KILLED,
        Fault.OPERATOR_CONTAINER_KILLED,
        Fault.KUBELET_RESTARTED,
        Fault.LEADER_LOST,
        Fault.API_SERVER_AWAY);
  }

  private void strikeMigrationsAtWork(Fault... faults) {
    stage.withSecret(Stage.PASSWORD);
    try (BusyMigration copying = BusyMigration.begin(stage, "copying", Phase.FullSync);
        BusyMigration following = BusyMigration.begin(stage, "following", Phase.Streaming)) {
      List<BusyMigration> both = List.of(copying, following);

      for (Fault fault : faults) {
        strike(fault, both);
      }

      copying.mayHurry();
      both.forEach(BusyMigration::confirm);
      both.forEach(BusyMigration::endsWithTheSameData);
    }
  }

  private void strike(Fault fault, List<BusyMigration> both) {
    try {
      both.forEach(BusyMigration::awaitAtWork);
      long start = System.nanoTime();
      fault.strike(stage, both);
      both.forEach(migration -> migration.isAsAfter(fault.fate()));
      Figures.record(
          fault + " until both are as they should be, ms", (System.nanoTime() - start) / 1_000_000);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(fault + ": " + failure.getMessage(), failure);
    }
  }
}
