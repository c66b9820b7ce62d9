package io.redismigration.testkit.kubernetes;

import io.redismigration.testkit.ProcessStarter;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** A server on a port of loopback, taken from the kernel; another if it is taken meanwhile. */
final class LoopbackProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ATTEMPTS = 5;
  private static final int OK = 200;

  private final ProcessStarter starter;
  private final HttpClient probe;
  private final String health;
  private final Path log;
  private final IntFunction<List<String>> command;
  private Process process;
  private int port;

  /**
   * @param health answers 200 when the server is ready; {@code %d} stands for the port
   * @param command its command line, by port
   */
  LoopbackProcess(
      ProcessStarter starter,
      HttpClient probe,
      String health,
      Path log,
      IntFunction<List<String>> command) {
    this.starter = starter;
    this.probe = probe;
    this.health = health;
    this.log = log;
    this.command = command;
  }

  /**
   * Returns when it is ready.
   *
   * @throws ClusterUnavailableException with the end of its log, if it ends instead
   */
  void start() {
    int attempt = 1;
    port = Ports.free();
    while (!launch()) {
      if (attempt++ == ATTEMPTS || !log().contains("address already in use")) {
        throw new ClusterUnavailableException(log + ":\n" + log());
      }
      port = Ports.free();
    }
  }

  /** Kills it; returns when it is gone. */
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Starts it again on its port; returns when it is ready. */
  void restart() {
    kill();
    if (!launch()) {
      throw new ClusterUnavailableException(log + ":\n" + log());
    }
  }

  int port() {
    return port;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it became ready, rather than to end. */
  private boolean launch() {
    process = starter.start(command.apply(port), log.getParent(), log);
    Waiting.until(log + " is of a server", PATIENCE, () -> !process.isAlive() || isReady());
    return process.isAlive();
  }

  private boolean isReady() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(health.formatted(port))).build();
      return probe.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + log, e);
    }
  }
}
