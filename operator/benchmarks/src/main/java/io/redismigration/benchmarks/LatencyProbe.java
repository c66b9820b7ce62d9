package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of the source that has nothing to do with the migration: a thousand times a second it
 * asks for a short answer and looks how long that takes.
 */
final class LatencyProbe implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000;
  private static final int FIRST_ROOM = 64 << 10;

  private final RespConnection server;
  private final Thread thread = new Thread(this::run, "latency");
  private volatile boolean ended;
  private long[] nanos = new long[FIRST_ROOM];
  private int count;

  /**
   * How long answers took, in microseconds.
   *
   * @param samples how many there were
   */
  record Latency(int samples, double median, double p99, double worst) {}

  private LatencyProbe(RedisServer server) {
    this.server = server.connect();
  }

  static LatencyProbe of(RedisServer server) {
    LatencyProbe probe = new LatencyProbe(server);
    probe.thread.start();
    return probe;
  }

  private void run() {
    while (!ended) {
      long asked = System.nanoTime();
      server.command("GET", "nothing");
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = System.nanoTime() - asked;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Ends the probing. */
  Latency stop() throws InterruptedException {
    ended = true;
    thread.join();
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Latency(count, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))] / 1e3;
  }

  /** Its last question may still be on its way: then it ends by that. */
  @Override
  public void close() {
    ended = true;
    server.close();
  }
}
