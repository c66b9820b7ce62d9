package io.redismigration.controller.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /livez}: the process answers. {@code /readyz}: it does its work or stands by for the
 * leader; else the answer says what is missing. {@code /metrics}: Prometheus text.
 */
public final class HealthServer implements AutoCloseable {
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, HealthServer::named);

  /**
   * Listens on all addresses.
   *
   * @param port 0: any
   * @param unready what is missing; empty: nothing
   * @throws IOException if the port is taken
   */
  public HealthServer(int port, PrometheusMeterRegistry metrics, Supplier<Optional<String>> unready)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(threads);
    server.createContext(
        "/livez", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, "text/plain", "ok\n"));
    server.createContext(
        "/readyz",
        exchange -> {
          Optional<String> missing = unready.get();
          answer(
              exchange,
              missing.isPresent() ? HttpURLConnection.HTTP_UNAVAILABLE : HttpURLConnection.HTTP_OK,
              "text/plain",
              missing.orElse("ok") + "\n");
        });
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                HttpURLConnection.HTTP_OK,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape()));
    server.start();
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "health");
    thread.setDaemon(true);
    return thread;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
