package io.redismigration.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.testkit.kubernetes.Kubernetes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the stories measure, a line each in {@code target/kubernetes-figures.txt}. */
final class Figures {

  private static final Path FILE = Path.of("target", "kubernetes-figures.txt");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEBI = 1L << 20;

  private Figures() {}

  /** Adds a line, and prints it. */
  static synchronized void record(String what, Object value) {
    String line = what + ": " + value + System.lineSeparator();
    System.out.print("figure: " + line);
    try {
      Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** MiB in use by each pod of a namespace, as its kubelet counts for evictions. */
  static Map<String, Long> memoryOfPods(Kubernetes kubernetes, String namespace) {
    return ofPods(
        kubernetes, namespace, pod -> pod.path("memory").path("workingSetBytes").asLong() / MEBI);
  }

  /** Seconds of processors used so far by each pod of a namespace. */
  static Map<String, Double> processorSecondsOfPods(Kubernetes kubernetes, String namespace) {
    return ofPods(
        kubernetes, namespace, pod -> pod.path("cpu").path("usageCoreNanoSeconds").asLong() / 1e9);
  }

  private static <T> Map<String, T> ofPods(
      Kubernetes kubernetes, String namespace, Function<JsonNode, T> figure) {
    Map<String, T> figures = new TreeMap<>();
    kubernetes
        .client()
        .nodes()
        .withLabel("kubernetes.io/os")
        .list()
        .getItems()
        .forEach(
            node -> {
              JsonNode pods =
                  read(kubernetes.kubectl(
                          "get",
                          "--raw",
                          "/api/v1/nodes/" + node.getMetadata().getName() + "/proxy/stats/summary"))
                      .path("pods");
              for (JsonNode pod : pods) {
                if (pod.path("podRef").path("namespace").asText().equals(namespace)) {
                  figures.put(pod.path("podRef").path("name").asText(), figure.apply(pod));
                }
              }
            });
    return figures;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
