package io.redismigration.controller;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the operator is told by its environment.
 *
 * @param watched namespaces; empty: all
 * @param workerImage image of the workers; null: the operator's own
 * @param pullSecrets names of the Secrets, in a migration's namespace, with which its workers'
 *     image is pulled; empty: with what the node has
 * @param namespace of the operator's pod
 * @param pod name of the operator's pod
 * @param port of probes and metrics; 0: any
 */
public record OperatorSettings(
    Set<String> watched,
    String workerImage,
    List<String> pullSecrets,
    String namespace,
    String pod,
    int port) {
  private static final int PORT = 8080;

  /**
   * Reads {@code WATCH_NAMESPACES}, {@code WORKER_IMAGE}, {@code WORKER_PULL_SECRETS}, {@code
   * POD_NAMESPACE} and {@code POD_NAME}.
   *
   * @throws IllegalArgumentException naming the variable that is missing
   */
  public static OperatorSettings from(Map<String, String> environment) {
    return new OperatorSettings(
        names(environment, "WATCH_NAMESPACES").collect(Collectors.toUnmodifiableSet()),
        blankToNull(environment.get("WORKER_IMAGE")),
        names(environment, "WORKER_PULL_SECRETS").toList(),
        required(environment, "POD_NAMESPACE"),
        required(environment, "POD_NAME"),
        PORT);
  }

  private static Stream<String> names(Map<String, String> environment, String variable) {
    return Arrays.stream(environment.getOrDefault(variable, "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty());
  }

  private static String required(Map<String, String> environment, String name) {
    String value = blankToNull(environment.get(name));
    if (value == null) {
      throw new IllegalArgumentException(
          name + " is not set; the chart sets it from the pod's own fields");
    }
    return value;
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
