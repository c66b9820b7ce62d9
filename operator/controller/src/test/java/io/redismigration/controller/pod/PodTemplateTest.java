package io.redismigration.controller.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.redismigration.api.v1alpha1.ResourcesSpec;
import io.redismigration.api.v1alpha1.SpoolSpec;
import io.redismigration.api.v1alpha1.TolerationSpec;
import io.redismigration.api.v1alpha1.WorkerSpec;
import io.redismigration.controller.Marks;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodTemplateTest {
  private static final TaskSpec REPLICATE = Orders.order(TaskType.REPLICATE, 3);

  private static Pod pod(TaskSpec order, WorkerSpec worker) {
    return pod(order, worker, List.of());
  }

  private static Pod pod(TaskSpec order, WorkerSpec worker, List<String> pullSecrets) {
    return PodTemplate.of(
        new PodTemplate.Input(
            "shop",
            "orders",
            new OwnerReferenceBuilder().withName(order.name()).withUid("task-uid").build(),
            "image@sha256:1",
            pullSecrets,
            order,
            worker));
  }

  @Test
  void isNamedAfterTaskAndEpochAndOwnedByTheTask() {
    Pod pod = pod(REPLICATE, null);

    assertThat(pod.getMetadata().getName()).isEqualTo("orders-replicate-1-3");
    assertThat(PodTemplate.epoch(pod)).isEqualTo(3);
    assertThat(pod.getMetadata().getLabels())
        .containsEntry(Marks.MANAGED_BY, Marks.OPERATOR)
        .containsEntry(Marks.MIGRATION, "orders")
        .containsEntry(Marks.TASK, "orders-replicate-1");
    assertThat(pod.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals("task-uid"));
  }

  @Test
  void fulfilsTheRestrictedProfile() {
    Pod pod = pod(REPLICATE, null);
    Container worker = pod.getSpec().getContainers().get(0);

    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    assertThat(worker.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(worker.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(worker.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(worker.getResources().getLimits())
        .containsKeys("cpu", "memory", "ephemeral-storage");
    assertThat(worker.getResources().getRequests())
        .containsKeys("cpu", "memory", "ephemeral-storage");
  }

  @Test
  void mountsEverySecretOfTheOrderAndDoesNotWaitForOne() {
    Pod pod = pod(REPLICATE, null);

    assertThat(PodTemplate.mounted(pod)).containsExactly("authority", "new", "old");
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .allMatch(volume -> volume.getSecret().getOptional());
    assertThat(pod.getSpec().getContainers().get(0).getVolumeMounts())
        .extracting("mountPath")
        .contains(
            "/var/run/redis-migration/secrets/old",
            "/var/run/redis-migration/secrets/new",
            "/var/run/redis-migration/secrets/authority",
            "/var/lib/redis-migration/spool",
            "/tmp");
  }

  @Test
  void pullsItsImageWithTheSecretsItIsGivenAndMountsNoneOfThem() {
    Pod pod = pod(REPLICATE, null, List.of("registry", "mirror"));

    assertThat(pod.getSpec().getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("registry", "mirror");
    assertThat(PodTemplate.mounted(pod)).containsExactly("authority", "new", "old");
    assertThat(pod(REPLICATE, null).getSpec().getImagePullSecrets()).isEmpty();
  }

  @Test
  void givesTheSpoolATenthMoreThanItUses() {
    Volume spool = pod(REPLICATE, null).getSpec().getVolumes().get(0);

    assertThat(spool.getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("10240Mi"));

    Volume claimed =
        pod(REPLICATE, new WorkerSpec(null, new SpoolSpec("9Gi", "fast"), null, null))
            .getSpec()
            .getVolumes()
            .get(0);
    assertThat(claimed.getEphemeral().getVolumeClaimTemplate().getSpec().getStorageClassName())
        .isEqualTo("fast");
  }

  @Test
  void takesWhatTheUserSaysOfWorkers() {
    WorkerSpec worker =
        new WorkerSpec(
            new ResourcesSpec(null, Map.of("memory", new Quantity("512Mi"))),
            null,
            Map.of("disk", "ssd"),
            List.of(new TolerationSpec("batch", "Exists", null, "NoSchedule", null)));

    Pod pod = pod(REPLICATE, worker);

    assertThat(pod.getSpec().getNodeSelector()).containsEntry("disk", "ssd");
    assertThat(pod.getSpec().getTolerations())
        .extracting(Toleration::getKey, Toleration::getTolerationSeconds)
        .containsExactly(
            tuple("batch", null),
            tuple("node.kubernetes.io/not-ready", 30L),
            tuple("node.kubernetes.io/unreachable", 30L));
    var resources = pod.getSpec().getContainers().get(0).getResources();
    assertThat(resources.getLimits()).containsEntry("memory", new Quantity("512Mi"));
    assertThat(resources.getRequests())
        .as("a request above the limit would be refused")
        .containsEntry("memory", new Quantity("512Mi"));
  }

  @Test
  void asksForLittleWhereNothingIsSpooled() {
    Pod pod = pod(Orders.order(TaskType.PREFLIGHT, 0), null);

    assertThat(pod.getSpec().getVolumes().get(0).getEmptyDir().getSizeLimit())
        .isEqualTo(new Quantity("16Mi"));
    assertThat(pod.getMetadata().getName()).isEqualTo("orders-preflight-1-0");
  }
}
