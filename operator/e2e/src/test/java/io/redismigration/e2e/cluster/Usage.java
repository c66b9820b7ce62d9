package io.redismigration.e2e.cluster;

import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the operator has used up to one moment.
 *
 * @param metrics its own
 * @param takenNanos when the metrics were read, by the monotonic clock
 * @param statusWrites of migrations that the API server has counted
 * @param memoryMib in use, as its kubelet counts for evictions
 */
record Usage(
    MetricsText metrics,
    long takenNanos,
    double statusWrites,
    double processorSeconds,
    long memoryMib) {

  private static final String SERVER_REQUESTS = "apiserver_request_total";
  private static final String REQUESTS = "redis_migration_api_requests_total";

  /** Of the only replica. */
  static Usage of(Stage stage) {
    String name = stage.operator().pods().get(0).getMetadata().getName();
    String namespace = stage.operator().namespace();
    MetricsText metrics = metrics(stage);
    long taken = System.nanoTime();
    double statusWrites = statusWrites(stage.kubernetes().client().raw("/metrics"));
    Waiting.sparingly(
        "the kubelet has measured",
        LiveMigration.LIMIT,
        () -> Figures.memoryOfPods(stage.kubernetes(), namespace).getOrDefault(name, 0L) > 0);
    return new Usage(
        metrics,
        taken,
        statusWrites,
        Figures.processorSecondsOfPods(stage.kubernetes(), namespace).get(name),
        Figures.memoryOfPods(stage.kubernetes(), namespace).get(name));
  }

  private static double statusWrites(String text) {
    return MetricsText.of(
            text.lines()
                .filter(line -> line.startsWith(SERVER_REQUESTS + "{"))
                .collect(Collectors.joining("\n")))
        .sum(
            SERVER_REQUESTS,
            "resource=\"redismigrations\"",
            "subresource=\"status\"",
            "verb=\"PUT\"");
  }

  /** What the only replica says of itself. */
  static MetricsText metrics(Stage stage) {
    return MetricsText.of(
        stage
            .kubernetes()
            .client()
            .raw(
                "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics"
                    .formatted(
                        stage.operator().namespace(),
                        stage.operator().pods().get(0).getMetadata().getName())));
  }

  /** Time since it was taken. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - takenNanos);
  }

  /** By how much a metric has risen. */
  double since(Usage before, String metric) {
    return metrics.sum(metric) - before.metrics.sum(metric);
  }

  /** Processors that were busy on average. */
  double processors(Usage before) {
    return (processorSeconds - before.processorSeconds) / ((takenNanos - before.takenNanos) / 1e9);
  }

  /** Requests to the API server, by verb and resource. */
  Map<String, Double> requestsSince(Usage before) {
    Map<String, Double> rise = new TreeMap<>(metrics.by(REQUESTS, "verb", "resource"));
    before
        .metrics
        .by(REQUESTS, "verb", "resource")
        .forEach((key, value) -> rise.merge(key, -value, Double::sum));
    return rise;
  }
}
