package io.redismigration.controller.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.redismigration.api.v1alpha1.WorkerSpec;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.util.HashMap;
import java.util.Map;

/**
 * What a worker's pod may use: cpu, memory and disk, reserved and limited. The user's figures
 * replace single ones of these.
 */
final class PodResources {
  /** For the JVM's own files. */
  static final Quantity TEMPORARY = new Quantity("64Mi");

  private static final Quantity SMALL_SPOOL = new Quantity("16Mi");
  private static final String DISK = "ephemeral-storage";
  private static final long MEBI = 1L << 20;
  private static final long OWN_DISK = 256;

  private PodResources() {}

  static ResourceRequirements of(TaskSpec order, WorkerSpec worker) {
    Map<String, Quantity> requests = new HashMap<>();
    Map<String, Quantity> limits = new HashMap<>();
    if (replicates(order)) {
      put(requests, "250m", "768Mi", "1Gi");
      put(limits, "2", "1536Mi", disk(order, worker));
    } else {
      put(requests, "100m", "256Mi", "128Mi");
      put(limits, "1", "512Mi", "512Mi");
    }
    if (worker != null && worker.resources() != null) {
      merge(requests, worker.resources().requests());
      merge(limits, worker.resources().limits());
      // A request above a limit would be refused.
      limits.forEach(
          (name, limit) ->
              requests.computeIfPresent(
                  name, (key, request) -> larger(request, limit) ? limit : request));
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  /** A tenth above the spool's own limit: the volume must never be what fills up first. */
  static Volume spool(TaskSpec order, WorkerSpec worker) {
    VolumeBuilder volume = new VolumeBuilder().withName("spool");
    if (!replicates(order)) {
      return volume.withNewEmptyDir().withSizeLimit(SMALL_SPOOL).endEmptyDir().build();
    }
    Quantity size = new Quantity(spoolMebi(order) + "Mi");
    String storageClass =
        worker == null || worker.spool() == null ? null : worker.spool().storageClassName();
    if (storageClass == null) {
      return volume.withNewEmptyDir().withSizeLimit(size).endEmptyDir().build();
    }
    return volume
        .withNewEphemeral()
        .withNewVolumeClaimTemplate()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storageClass)
        .withNewResources()
        .withRequests(Map.of("storage", size))
        .endResources()
        .endSpec()
        .endVolumeClaimTemplate()
        .endEphemeral()
        .build();
  }

  private static String disk(TaskSpec order, WorkerSpec worker) {
    boolean ownVolume =
        worker != null && worker.spool() != null && worker.spool().storageClassName() != null;
    return (ownVolume ? 4 * OWN_DISK : spoolMebi(order) + OWN_DISK) + "Mi";
  }

  private static long spoolMebi(TaskSpec order) {
    long bytes = order.replication().spoolBytes();
    return (bytes + bytes / 9 + MEBI - 1) / MEBI;
  }

  private static boolean replicates(TaskSpec order) {
    return order.type() == TaskType.REPLICATE;
  }

  private static void put(Map<String, Quantity> into, String cpu, String memory, String disk) {
    into.put("cpu", new Quantity(cpu));
    into.put("memory", new Quantity(memory));
    into.put(DISK, new Quantity(disk));
  }

  private static void merge(Map<String, Quantity> into, Map<String, Quantity> from) {
    if (from != null) {
      into.putAll(from);
    }
  }

  private static boolean larger(Quantity one, Quantity other) {
    return one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0;
  }
}
