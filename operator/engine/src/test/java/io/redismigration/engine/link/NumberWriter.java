package io.redismigration.engine.link;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.Pipeline;
import java.util.concurrent.CompletableFuture;

/** Writes {@code SET n:0 …}, {@code SET n:1 …} and so on: a gap or a repetition shows at once. */
final class NumberWriter implements AutoCloseable {
  private static final int BURST = 50;

  private final RedisServer server;
  private final String value;
  private volatile long next;
  private volatile boolean stopped;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  NumberWriter(RedisServer server, int valueBytes) {
    this.server = server;
    this.value = "v".repeat(valueBytes);
  }

  /** Writes that many, and returns when all are answered. */
  NumberWriter write(int count) {
    try (Pipeline pipeline = server.pipeline()) {
      for (int i = 0; i < count; i++) {
        pipeline.add("SET", "n:" + next, value);
        next = next + 1;
        if (i % BURST == BURST - 1) {
          pipeline.drain();
        }
      }
      pipeline.drain();
    }
    return this;
  }

  /** Writes until {@link #stop}. */
  NumberWriter start() {
    stopped = false;
    running =
        CompletableFuture.runAsync(
            () -> {
              while (!stopped) {
                write(BURST);
              }
            });
    return this;
  }

  /** How many were written in all. */
  long stop() {
    stopped = true;
    running.join();
    return next;
  }

  long written() {
    return next;
  }

  @Override
  public void close() {
    stop();
  }
}
