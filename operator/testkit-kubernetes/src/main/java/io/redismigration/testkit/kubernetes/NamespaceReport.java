package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;

/** Says for people what happened in a namespace. */
final class NamespaceReport {

  private static final int LOG_LINES = 60;

  private final KubernetesClient client;
  private final String namespace;
  private final StringBuilder text = new StringBuilder();

  NamespaceReport(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  String text() {
    text.setLength(0);
    text.append("namespace ").append(namespace).append('\n');
    try {
      client.pods().inNamespace(namespace).list().getItems().forEach(this::pod);
      client.v1().events().inNamespace(namespace).list().getItems().stream()
          .sorted(Comparator.comparing(event -> event.getMetadata().getCreationTimestamp()))
          .forEach(this::event);
    } catch (KubernetesClientException e) {
      text.append("the API server says no more: ").append(e.getMessage()).append('\n');
    }
    return text.toString();
  }

  private void pod(Pod pod) {
    text.append("\npod ").append(pod.getMetadata().getName());
    text.append(": ").append(pod.getStatus().getPhase()).append('\n');
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      text.append("  ").append(status.getName()).append(": ").append(state(status.getState()));
      text.append(", restarts ").append(status.getRestartCount()).append('\n');
      if (status.getRestartCount() > 0) {
        text.append("  before: ").append(state(status.getLastState())).append('\n');
        log(pod, status.getName(), true);
      }
      log(pod, status.getName(), false);
    }
  }

  private static String state(ContainerState state) {
    if (state == null) {
      return "unknown";
    }
    if (state.getRunning() != null) {
      return "running since " + state.getRunning().getStartedAt();
    }
    if (state.getTerminated() != null) {
      return "terminated with "
          + state.getTerminated().getExitCode()
          + ", "
          + state.getTerminated().getReason()
          + " "
          + state.getTerminated().getMessage();
    }
    return state.getWaiting() == null
        ? "unknown"
        : "waiting, " + state.getWaiting().getReason() + " " + state.getWaiting().getMessage();
  }

  /** A container that has not started yet, and a dead kubelet, have no log to give. */
  private void log(Pod pod, String container, boolean previous) {
    try {
      var source = client.pods().resource(pod).inContainer(container);
      String log =
          previous
              ? source.terminated().tailingLines(LOG_LINES).getLog()
              : source.tailingLines(LOG_LINES).getLog();
      log.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    } catch (KubernetesClientException e) {
      text.append("    no log: ").append(e.getMessage()).append('\n');
    }
  }

  private void event(Event event) {
    text.append('\n').append(event.getMetadata().getCreationTimestamp());
    text.append(' ').append(event.getInvolvedObject().getKind());
    text.append('/').append(event.getInvolvedObject().getName());
    text.append(' ').append(event.getReason()).append(": ").append(event.getMessage());
  }
}
