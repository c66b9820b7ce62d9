package io.redismigration.worker.pod;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics}. The metrics' classes are loaded by the
 * first scrape, not by the start.
 */
final class PodEndpoints implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;
  private final PodSettings settings;
  private final PodState state;
  private PodMetrics metrics;

  private PodEndpoints(
      HttpServer server, ExecutorService threads, PodSettings settings, PodState state) {
    this.server = server;
    this.threads = threads;
    this.settings = settings;
    this.state = state;
  }

  static PodEndpoints open(PodSettings settings, PodState state) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(settings.port()), 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            work -> {
              Thread thread = new Thread(work, "http");
              thread.setDaemon(true);
              return thread;
            });
    PodEndpoints endpoints = new PodEndpoints(server, threads, settings, state);
    server.setExecutor(threads);
    server.createContext("/livez", exchange -> endpoints.probe(exchange, state.isAlive()));
    server.createContext("/readyz", exchange -> endpoints.probe(exchange, state.isReady()));
    server.createContext("/metrics", endpoints::metrics);
    server.start();
    return endpoints;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void probe(HttpExchange exchange, boolean well) throws IOException {
    answer(exchange, well ? 200 : 503, "text/plain", well ? "ok\n" : "not now\n");
  }

  private void metrics(HttpExchange exchange) throws IOException {
    answer(exchange, 200, PodMetrics.CONTENT_TYPE, scrape());
  }

  /** Nothing until the task is read: labels name it. */
  private synchronized String scrape() {
    if (metrics == null && state.task() != null) {
      metrics = new PodMetrics(settings, state.task(), state);
    }
    return metrics == null ? "" : metrics.scrape();
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
