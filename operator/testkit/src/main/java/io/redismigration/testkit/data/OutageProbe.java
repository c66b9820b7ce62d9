package io.redismigration.testkit.data;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.waiting.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A client that knows nothing of what moves the data: writes to the source one command at a time
 * until it is refused, and to the target as soon as that is said to have taken over. What lies
 * between the last write acknowledged here and the first one there is the outage.
 */
public final class OutageProbe {

  /** The counter that is written, in database 0. */
  public static final String KEY = "probe";

  private static final long PAUSE_NANOS = 1_000_000;

  private final Duration limit;
  private final CompletableFuture<Long> lastOnSource;
  private final CompletableFuture<Long> firstOnTarget;
  private final AtomicLong acknowledged = new AtomicLong();

  private OutageProbe(
      RedisServer source,
      RedisServer target,
      Predicate<RespConnection> hasTakenOver,
      Duration limit) {
    this.limit = limit;
    lastOnSource =
        CompletableFuture.supplyAsync(() -> writeUntilRefused(source), OutageProbe::inThread);
    firstOnTarget =
        CompletableFuture.supplyAsync(
            () -> writeOnceTakenOver(target, hasTakenOver), OutageProbe::inThread);
  }

  /**
   * Begins to write. The source has to be followed already.
   *
   * @param hasTakenOver asks a connection to the target, which it may leave in any database
   * @param limit how long the target may take to take over
   */
  public static OutageProbe between(
      RedisServer source,
      RedisServer target,
      Predicate<RespConnection> hasTakenOver,
      Duration limit) {
    return new OutageProbe(source, target, hasTakenOver, limit);
  }

  /** Returns when the source has acknowledged one. */
  public void awaitFirstWrite() {
    Waiting.until("the probe has written", limit, () -> acknowledged.get() > 0);
  }

  /** How long no write was acknowledged; waits for both ends of it. */
  public Duration outage() {
    return Duration.ofNanos(firstOnTarget.join() - lastOnSource.join());
  }

  /** When the target took the first write, as {@link System#nanoTime}; waits for it. */
  public long firstOnTarget() {
    return firstOnTarget.join();
  }

  /** How many writes the source has acknowledged. */
  public long acknowledged() {
    return acknowledged.get();
  }

  private long writeUntilRefused(RedisServer source) {
    long last = System.nanoTime();
    try (RespConnection connection = source.connect()) {
      while (true) {
        connection.command("INCR", KEY);
        last = System.nanoTime();
        acknowledged.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RespError | UncheckedIOException refused) {
      return last;
    }
  }

  private long writeOnceTakenOver(RedisServer target, Predicate<RespConnection> hasTakenOver) {
    try (RespConnection connection = target.connect()) {
      Waiting.until("the target has taken over", limit, () -> hasTakenOver.test(connection));
      connection.command("SELECT", "0");
      Waiting.until("the target is unlocked", limit, () -> isWritten(connection));
      return System.nanoTime();
    }
  }

  private static boolean isWritten(RespConnection connection) {
    try {
      connection.command("INCR", KEY);
      return true;
    } catch (RespError refused) {
      return false;
    }
  }

  private static void inThread(Runnable work) {
    Thread thread = new Thread(work, "outage-probe");
    thread.setDaemon(true);
    thread.start();
  }
}
