package io.redismigration.controller.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pod's status. Reasons are the kubelet's, the scheduler's and the node controller's
 * (Kubernetes 1.34: pkg/kubelet/images/types.go, pkg/kubelet/kuberuntime, pkg/kubelet/eviction,
 * pkg/controller/tainteviction, pkg/controller/podgc).
 */
public final class PodFollower {
  /** A pod that was asked to go and has not gone that long after its grace has nobody to end it. */
  static final Duration OVERDUE = Duration.ofSeconds(30);

  private static final Map<String, PodFault> WAITING =
      Map.ofEntries(
          Map.entry("ErrImagePull", PodFault.IMAGE_PULL_FAILED),
          Map.entry("ImagePullBackOff", PodFault.IMAGE_PULL_FAILED),
          Map.entry("ErrImageNeverPull", PodFault.IMAGE_PULL_FAILED),
          Map.entry("InvalidImageName", PodFault.IMAGE_PULL_FAILED),
          Map.entry("ImageInspectError", PodFault.IMAGE_PULL_FAILED),
          Map.entry("RegistryUnavailable", PodFault.IMAGE_PULL_FAILED),
          Map.entry("SignatureValidationFailed", PodFault.IMAGE_PULL_FAILED),
          Map.entry("CreateContainerConfigError", PodFault.CREATE_CONTAINER_CONFIG_ERROR),
          Map.entry("CreateContainerError", PodFault.CREATE_CONTAINER_CONFIG_ERROR),
          Map.entry("PreCreateHookError", PodFault.CREATE_CONTAINER_CONFIG_ERROR),
          Map.entry("RunContainerError", PodFault.CREATE_CONTAINER_CONFIG_ERROR),
          Map.entry("CrashLoopBackOff", PodFault.CRASH_LOOP));

  private static final Map<String, PodFault> FAILED =
      Map.of(
          "Evicted", PodFault.EVICTED,
          "NodeLost", PodFault.NODE_LOST,
          "NodeShutdown", PodFault.NODE_LOST,
          "Terminated", PodFault.NODE_LOST,
          "Shutdown", PodFault.NODE_LOST,
          "UnexpectedAdmissionError", PodFault.ADMISSION_REFUSED,
          "OutOfcpu", PodFault.UNSCHEDULABLE,
          "OutOfmemory", PodFault.UNSCHEDULABLE,
          "OutOfephemeral-storage", PodFault.UNSCHEDULABLE,
          "NodeAffinity", PodFault.UNSCHEDULABLE);

  private static final Map<String, PodFault> DISRUPTED =
      Map.of(
          "DeletionByTaintManager", PodFault.NODE_LOST,
          "DeletionByPodGC", PodFault.NODE_LOST,
          "TerminationByKubelet", PodFault.EVICTED,
          "EvictionByEvictionAPI", PodFault.EVICTED,
          "PreemptionByScheduler", PodFault.EVICTED);

  private PodFollower() {}

  /**
   * What has become of the newest pod of a task. An older one that may still work comes first: it
   * must have gone before anything else counts.
   */
  public static PodVerdict of(List<Pod> pods, Instant now) {
    PodVerdict newest = new PodVerdict.Gone();
    for (Pod pod : oldestFirst(pods)) {
      PodVerdict verdict = of(pod, now);
      if (verdict.mayWork()) {
        return verdict;
      }
      newest = verdict;
    }
    return newest;
  }

  private static List<Pod> oldestFirst(List<Pod> pods) {
    return pods.stream()
        .sorted((a, b) -> Long.compare(PodTemplate.epoch(a), PodTemplate.epoch(b)))
        .toList();
  }

  /** What has become of one pod. */
  public static PodVerdict of(Pod pod, Instant now) {
    String name = pod.getMetadata().getName();
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if ("Succeeded".equals(phase)) {
      return new PodVerdict.Ended(name);
    }
    if ("Failed".equals(phase)) {
      return failed(pod);
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      Instant due = Instant.parse(pod.getMetadata().getDeletionTimestamp());
      return new PodVerdict.Leaving(name, due.plus(OVERDUE).isBefore(now));
    }
    Optional<PodVerdict> waiting = waiting(pod);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    return "Running".equals(phase) ? new PodVerdict.Running(name) : new PodVerdict.Starting(name);
  }

  private static PodVerdict failed(Pod pod) {
    String name = pod.getMetadata().getName();
    String reason = pod.getStatus().getReason();
    if (reason != null && FAILED.containsKey(reason)) {
      return new PodVerdict.Lost(name, FAILED.get(reason), text(pod.getStatus().getMessage()));
    }
    Optional<PodCondition> disrupted = condition(pod, "DisruptionTarget", "True");
    if (disrupted.isPresent() && DISRUPTED.containsKey(disrupted.get().getReason())) {
      return new PodVerdict.Lost(
          name, DISRUPTED.get(disrupted.get().getReason()), text(disrupted.get().getMessage()));
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return new PodVerdict.Lost(name, PodFault.POD_GONE, "it was deleted");
    }
    return container(pod)
        .map(ContainerStatus::getState)
        .map(ContainerState::getTerminated)
        .map(
            end ->
                (PodVerdict)
                    new PodVerdict.Lost(
                        name,
                        outOfMemory(end) ? PodFault.OOM_KILLED : PodFault.WORKER_EXITED,
                        exit(end)))
        .orElseGet(
            () ->
                new PodVerdict.Lost(
                    name, PodFault.WORKER_EXITED, text(pod.getStatus().getMessage())));
  }

  private static Optional<PodVerdict> waiting(Pod pod) {
    Optional<ContainerStateWaiting> state =
        container(pod).map(ContainerStatus::getState).map(ContainerState::getWaiting);
    if (state.isPresent() && WAITING.containsKey(text(state.get().getReason()))) {
      PodFault fault = WAITING.get(state.get().getReason());
      return Optional.of(
          fault == PodFault.CRASH_LOOP
              ? crashed(pod)
              : waiting(pod, fault, text(state.get().getMessage())));
    }
    Optional<PodCondition> unscheduled = condition(pod, "PodScheduled", "False");
    if (unscheduled.isPresent() && "Unschedulable".equals(unscheduled.get().getReason())) {
      String message = text(unscheduled.get().getMessage());
      PodFault fault =
          message.contains("PersistentVolumeClaim") || message.contains("volume")
              ? PodFault.VOLUME_UNAVAILABLE
              : PodFault.UNSCHEDULABLE;
      return Optional.of(waiting(pod, fault, message));
    }
    return Optional.empty();
  }

  private static PodVerdict crashed(Pod pod) {
    ContainerStatus status = container(pod).orElseThrow();
    ContainerStateTerminated last =
        status.getLastState() == null ? null : status.getLastState().getTerminated();
    String message =
        "started %d times%s"
            .formatted(1 + times(status), last == null ? "" : "; last ended with " + exit(last));
    return waiting(
        pod,
        last != null && outOfMemory(last) ? PodFault.OOM_KILLED : PodFault.CRASH_LOOP,
        message);
  }

  private static PodVerdict waiting(Pod pod, PodFault fault, String message) {
    return new PodVerdict.Waiting(
        pod.getMetadata().getName(),
        fault,
        message,
        Instant.parse(pod.getMetadata().getCreationTimestamp()));
  }

  private static int times(ContainerStatus status) {
    return status.getRestartCount() == null ? 0 : status.getRestartCount();
  }

  private static boolean outOfMemory(ContainerStateTerminated end) {
    return "OOMKilled".equals(end.getReason());
  }

  /** The exit code and what the worker left in its termination message, which is one line. */
  private static String exit(ContainerStateTerminated end) {
    String said = text(end.getMessage()).strip();
    return "exit code %s%s".formatted(end.getExitCode(), said.isEmpty() ? "" : ": " + said);
  }

  private static Optional<ContainerStatus> container(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(status -> PodTemplate.CONTAINER.equals(status.getName()))
            .findFirst();
  }

  private static Optional<PodCondition> condition(Pod pod, String type, String status) {
    return pod.getStatus() == null || pod.getStatus().getConditions() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(found -> type.equals(found.getType()) && status.equals(found.getStatus()))
            .findFirst();
  }

  private static String text(String maybe) {
    return maybe == null ? "" : maybe;
  }
}
