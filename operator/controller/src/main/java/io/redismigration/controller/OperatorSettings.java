package io.redismigration.controller;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operator is told by its environment.
 *
 * @param watched namespaces; empty: all
 * @param workerImage image of the workers; null: the operator's own
 * @param namespace of the operator's pod
 * @param pod name of the operator's pod
 * @param port of probes and metrics; 0: any
 */
public record OperatorSettings(
    Set<String> watched, String workerImage, String namespace, String pod, int port) {
  private static final int PORT = 8080;

  /**
   * Reads {@code WATCH_NAMESPACES}, {@code WORKER_IMAGE}, {@code POD_NAMESPACE} and {@code
   * POD_NAME}.
   *
   * @throws IllegalArgumentException naming the variable that is missing
   */
  public static OperatorSettings from(Map<String, String> environment) {
    return new OperatorSettings(
        names(environment.getOrDefault("WATCH_NAMESPACES", "")),
        blankToNull(environment.get("WORKER_IMAGE")),
        required(environment, "POD_NAMESPACE"),
        required(environment, "POD_NAME"),
        PORT);
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
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
