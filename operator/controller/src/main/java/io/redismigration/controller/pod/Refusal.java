package io.redismigration.controller.pod;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The API server would not have a pod.
 *
 * @param message the server's own words
 * @param since when it was refused first
 * @param last when it was refused last
 */
public record Refusal(PodFault fault, String message, Instant since, Instant last) {
  private static final int UNPROCESSABLE = 422;

  /**
   * What an answer to a create request means; empty if it says nothing about the object itself.
   *
   * @param before what was refused earlier; null: nothing
   */
  public static Optional<Refusal> of(
      KubernetesClientException answer, Refusal before, Instant now) {
    if (answer.getCode() != HttpURLConnection.HTTP_FORBIDDEN && answer.getCode() != UNPROCESSABLE) {
      return Optional.empty();
    }
    Status status = answer.getStatus();
    String message =
        status == null || status.getMessage() == null ? answer.getMessage() : status.getMessage();
    PodFault fault = fault(causes(status), message.toLowerCase(Locale.ROOT));
    Instant since = before != null && before.fault() == fault ? before.since() : now;
    return Optional.of(new Refusal(fault, message, since, now));
  }

  /** Nothing can be created in that namespace any more. */
  public static boolean isNamespaceTerminating(KubernetesClientException answer) {
    return causes(answer.getStatus()).stream()
        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  private static PodFault fault(List<StatusCause> causes, String message) {
    if (causes.stream().anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()))) {
      return PodFault.NAMESPACE_TERMINATING;
    }
    return message.contains("exceeded quota") || message.contains("failed quota")
        ? PodFault.QUOTA_EXCEEDED
        : PodFault.ADMISSION_REFUSED;
  }

  private static List<StatusCause> causes(Status status) {
    return status == null || status.getDetails() == null || status.getDetails().getCauses() == null
        ? List.of()
        : status.getDetails().getCauses();
  }
}
