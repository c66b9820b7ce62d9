package io.redismigration.worker;

import io.redismigration.testkit.RedisServer;
import java.time.Duration;

/** Counts on the source as fast as it is answered, and knows how long an answer took at most. */
final class ProbingWriter implements AutoCloseable {
  static final String KEY = "probing-writer";

  private final Thread thread;
  private volatile boolean closed;
  private volatile long acknowledged;
  private volatile long longestNanos;

  ProbingWriter(RedisServer source) {
    thread = new Thread(() -> write(source), "probing-writer");
    thread.start();
  }

  private void write(RedisServer source) {
    try (var connection = source.connect()) {
      while (!closed) {
        long asked = System.nanoTime();
        connection.command("INCR", KEY);
        longestNanos = Math.max(longestNanos, System.nanoTime() - asked);
        acknowledged++;
      }
    }
  }

  /** Writes that were answered. */
  long acknowledged() {
    return acknowledged;
  }

  Duration longestHeld() {
    return Duration.ofNanos(longestNanos);
  }

  @Override
  public void close() {
    stop();
  }

  /** Returns when nothing is asked for any more. */
  void stop() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
