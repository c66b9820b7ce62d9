package io.redismigration.controller.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.redismigration.api.v1alpha1.TolerationSpec;
import io.redismigration.api.v1alpha1.WorkerSpec;
import io.redismigration.controller.Marks;
import io.redismigration.controller.access.AccessRules;
import io.redismigration.migration.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The pod that works on a task: bare, restricted, everything it needs mounted. Secrets are optional
 * and mounted whole, so that a missing one becomes a check instead of a pod that cannot start, and
 * a rotated one is seen.
 */
public final class PodTemplate {
  /** The pod's only container. */
  public static final String CONTAINER = "worker";

  static final String SECRETS = "/var/run/redis-migration/secrets/";
  static final String SPOOL = "/var/lib/redis-migration/spool";
  static final int PORT = 8080;
  static final long GRACE_SECONDS = 60;
  private static final long USER = 65532;
  private static final long UNREACHABLE_SECONDS = 30;
  private static final String SECRET_VOLUME = "secret-";

  private PodTemplate() {}

  /**
   * Everything a pod follows from.
   *
   * @param migration name of the migration
   * @param owner reference to the task; null while the task is being deleted: who is going away
   *     owns nothing new
   * @param image of the worker, fixed for the attempt
   * @param pullSecrets names of the Secrets with which the image is pulled
   * @param worker what the user says of workers; null: nothing
   */
  public record Input(
      String namespace,
      String migration,
      OwnerReference owner,
      String image,
      List<String> pullSecrets,
      TaskSpec order,
      WorkerSpec worker) {}

  /** The pod's name: one per task and epoch, so that the API server admits one alone. */
  public static String name(TaskSpec order) {
    return "%s-%d".formatted(order.name(), order.epoch());
  }

  /** The epoch a pod was started for; 0 if it does not say. */
  public static long epoch(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String epoch = annotations == null ? null : annotations.get(Marks.EPOCH);
    return epoch == null ? 0 : Long.parseLong(epoch);
  }

  /** The pod. */
  public static Pod of(Input input) {
    TaskSpec order = input.order();
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(order))
        .withNamespace(input.namespace())
        .withLabels(Marks.labels(input.migration(), order.name()))
        .withAnnotations(Marks.annotations(input.migration(), order.name()))
        .addToAnnotations(Marks.EPOCH, Long.toString(order.epoch()))
        .withOwnerReferences(input.owner() == null ? List.of() : List.of(input.owner()))
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(AccessRules.accountOf(order))
        .withAutomountServiceAccountToken(true)
        .withImagePullSecrets(input.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withEnableServiceLinks(false)
        .withRestartPolicy("OnFailure")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withNodeSelector(input.worker() == null ? null : input.worker().nodeSelector())
        .withTolerations(tolerations(input.worker()))
        .withContainers(container(input))
        .withVolumes(volumes(input))
        .endSpec()
        .build();
  }

  /** Names of the Secrets a pod has mounted. */
  public static List<String> mounted(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getSecret() != null)
        .map(volume -> volume.getSecret().getSecretName())
        .toList();
  }

  private static Container container(Input input) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(input.image())
        .withImagePullPolicy("IfNotPresent")
        .withArgs("worker")
        .withEnv(environment(input.order()))
        .addNewPort()
        .withName("http")
        .withContainerPort(PORT)
        .endPort()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withResources(PodResources.of(input.order(), input.worker()))
        .withVolumeMounts(mounts(input.order()))
        .withStartupProbe(probe("/livez", 1, 60))
        .withLivenessProbe(probe("/livez", 10, 6))
        .withReadinessProbe(probe("/readyz", 5, 2))
        .withTerminationMessagePath("/dev/termination-log")
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .build();
  }

  private static List<EnvVar> environment(TaskSpec order) {
    return List.of(
        variable("TASK_NAME", order.name()),
        field("TASK_NAMESPACE", "metadata.namespace"),
        field("POD_UID", "metadata.uid"),
        variable("SPOOL_DIRECTORY", SPOOL));
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static Probe probe(String path, int everySeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(PORT)
        .endHttpGet()
        .withPeriodSeconds(everySeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static List<VolumeMount> mounts(TaskSpec order) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(new VolumeMountBuilder().withName("spool").withMountPath(SPOOL).build());
    mounts.add(new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build());
    int number = 0;
    for (String secret : SecretNames.of(order)) {
      mounts.add(
          new VolumeMountBuilder()
              .withName(SECRET_VOLUME + number++)
              .withMountPath(SECRETS + secret)
              .withReadOnly(true)
              .build());
    }
    return mounts;
  }

  private static List<Volume> volumes(Input input) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(PodResources.spool(input.order(), input.worker()));
    volumes.add(
        new VolumeBuilder()
            .withName("tmp")
            .withNewEmptyDir()
            .withSizeLimit(PodResources.TEMPORARY)
            .endEmptyDir()
            .build());
    SortedSet<String> secrets = SecretNames.of(input.order());
    int number = 0;
    for (String secret : secrets) {
      volumes.add(
          new VolumeBuilder()
              .withName(SECRET_VOLUME + number++)
              .withNewSecret()
              .withSecretName(secret)
              .withOptional(true)
              .withDefaultMode(0440)
              .endSecret()
              .build());
    }
    return volumes;
  }

  private static List<Toleration> tolerations(WorkerSpec worker) {
    List<Toleration> tolerations = new ArrayList<>();
    if (worker != null && worker.tolerations() != null) {
      worker.tolerations().stream().map(PodTemplate::toleration).forEach(tolerations::add);
    }
    for (String taint : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
      tolerations.add(
          new TolerationBuilder()
              .withKey(taint)
              .withOperator("Exists")
              .withEffect("NoExecute")
              .withTolerationSeconds(UNREACHABLE_SECONDS)
              .build());
    }
    return tolerations;
  }

  private static Toleration toleration(TolerationSpec spec) {
    return new TolerationBuilder()
        .withKey(spec.key())
        .withOperator(spec.operator())
        .withValue(spec.value())
        .withEffect(spec.effect())
        .withTolerationSeconds(spec.tolerationSeconds())
        .build();
  }
}
