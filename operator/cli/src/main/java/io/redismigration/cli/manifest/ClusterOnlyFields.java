package io.redismigration.cli.manifest;

import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.api.v1alpha1.WorkerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fields of a manifest that only a cluster can act on: the command line says so instead of passing
 * over them.
 */
final class ClusterOnlyFields {
  private ClusterOnlyFields() {}

  /** Paths of the fields that are given and mean nothing here. */
  static List<String> in(RedisMigrationSpec spec) {
    List<String> paths = new ArrayList<>();
    if (spec.source().instanceRef() != null) {
      paths.add("spec.source.instanceRef");
    }
    if (spec.target().instanceRef() != null) {
      paths.add("spec.target.instanceRef");
    }
    if (spec.cutover() != null && spec.cutover().switchover() != null) {
      paths.add("spec.cutover.switchover");
    }
    if (spec.worker() != null) {
      addWorker(spec.worker(), paths);
    }
    return paths;
  }

  private static void addWorker(WorkerSpec worker, List<String> paths) {
    if (worker.resources() != null) {
      paths.add("spec.worker.resources");
    }
    if (present(worker.nodeSelector())) {
      paths.add("spec.worker.nodeSelector");
    }
    if (worker.tolerations() != null && !worker.tolerations().isEmpty()) {
      paths.add("spec.worker.tolerations");
    }
    if (worker.spool() != null && worker.spool().storageClassName() != null) {
      paths.add("spec.worker.spool.storageClassName");
    }
  }

  private static boolean present(Map<?, ?> map) {
    return map != null && !map.isEmpty();
  }
}
