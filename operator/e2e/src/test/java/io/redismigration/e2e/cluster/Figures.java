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
    Map<String, Long> memory = new TreeMap<>();
    kubernetes
        .client()
        .nodes()
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
                  memory.put(
                      pod.path("podRef").path("name").asText(),
                      pod.path("memory").path("workingSetBytes").asLong() / MEBI);
                }
              }
            });
    return memory;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
