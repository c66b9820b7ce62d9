package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.testkit.kubernetes.ContainerControl;
import io.redismigration.testkit.kubernetes.Daemon;
import io.redismigration.testkit.kubernetes.DaemonControl;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;

/** What strikes a cluster in which migrations are at work, and what becomes of their workers. */
enum Fault {
  /** Without a grace period, as if its node had died. */
  WORKER_POD_DELETED(WorkerFate.ANOTHER_POD) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      migrations.forEach(
          migration ->
              stage
                  .kubernetes()
                  .client()
                  .pods()
                  .resource(migration.worker())
                  .withGracePeriod(0)
                  .delete());
    }
  },

  /** By the kernel. */
  WORKER_CONTAINER_KILLED(WorkerFate.ANOTHER_CONTAINER) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      migrations.forEach(migration -> stage.kubernetes().container(migration.worker()).kill());
    }
  },

  /** Without a grace period, as if its node had died. */
  OPERATOR_POD_DELETED(WorkerFate.SPARED) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      stage.operator().killPods();
      stage.operator().awaitReady(1);
    }
  },

  /** By the kernel: it gives no Lease back. */
  OPERATOR_CONTAINER_KILLED(WorkerFate.SPARED) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      OperatorRelease operator = stage.operator();
      Pod only = operator.leader();
      stage.kubernetes().container(only).kill();
      operator.awaitAnotherContainerOf(only);
      operator.awaitReady(1);
    }
  },

  /** The leader stands still for longer than its Lease lasts, and then goes on as if it led. */
  LEADER_LOST(WorkerFate.SPARED) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      OperatorRelease operator = stage.operator();
      operator.scaleTo(2);
      Pod old = operator.leader();
      ContainerControl container = stage.kubernetes().container(old);
      container.freeze();
      try {
        operator.awaitAnotherLeaderThan(old);
        migrations.forEach(BusyMigration::reports);
      } finally {
        container.thaw();
      }
      operator.awaitAnotherContainerOf(old);
      assertThat(operator.leader().getMetadata().getName())
          .as("the old leader does not take the lead away")
          .isNotEqualTo(old.getMetadata().getName());
      operator.scaleTo(1);
    }
  },

  /** Killed and started again. */
  KUBELET_RESTARTED(WorkerFate.SPARED) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      stage.kubernetes().daemon(Daemon.KUBELET).restart();
    }
  },

  /** For 30 s, in which the data goes on moving. */
  API_SERVER_AWAY(WorkerFate.SPARED) {
    @Override
    void strike(Stage stage, List<BusyMigration> migrations) {
      DaemonControl server = stage.kubernetes().daemon(Daemon.API_SERVER);
      server.stop();
      try {
        long back = System.nanoTime() + AWAY.toNanos();
        Waiting.until(
            "the API server was away for long enough",
            LiveMigration.LIMIT,
            () -> {
              migrations.forEach(BusyMigration::moves);
              return System.nanoTime() > back;
            });
      } finally {
        server.start();
      }
    }
  };

  private static final Duration AWAY = Duration.ofSeconds(30);

  private final WorkerFate fate;

  Fault(WorkerFate fate) {
    this.fate = fate;
  }

  /** Makes it happen; returns when whatever was ended is there again. */
  abstract void strike(Stage stage, List<BusyMigration> migrations);

  WorkerFate fate() {
    return fate;
  }

  /** What a fault means for a worker. */
  enum WorkerFate {
    /** It goes on as if nothing had happened. */
    SPARED,
    ANOTHER_CONTAINER,
    ANOTHER_POD
  }
}
