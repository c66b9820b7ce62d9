package io.redismigration.e2e.cluster;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.waiting.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that knows nothing of the operator: writes to the source one command at a time until it
 * is refused, and to the target as soon as the checkpoint there says that the cutover is decided.
 * What lies between the last write acknowledged here and the first one there is the outage.
 */
final class OutageProbe {

  static final String KEY = "probe";

  /** Where no database of the tests' data is: there the checkpoint lies. */
  private static final String CHECKPOINTS = "15";

  private static final long PAUSE_NANOS = 1_000_000;
  private static final String CHECKPOINT = "redis-migration:checkpoint";

  private final CompletableFuture<Long> lastOnSource;
  private final CompletableFuture<Long> firstOnTarget;
  private final AtomicLong acknowledged = new AtomicLong();

  private OutageProbe(RedisServer source, RedisServer target) {
    lastOnSource =
        CompletableFuture.supplyAsync(() -> writeUntilRefused(source), OutageProbe::inThread);
    firstOnTarget =
        CompletableFuture.supplyAsync(() -> writeOnceDecided(target), OutageProbe::inThread);
  }

  /** Begins to write. The source has to be followed already. */
  static OutageProbe between(RedisServer source, RedisServer target) {
    return new OutageProbe(source, target);
  }

  /** Returns when the source has acknowledged one. */
  void awaitFirstWrite() {
    Waiting.until("the probe has written", LiveMigration.LIMIT, () -> acknowledged.get() > 0);
  }

  /** How long no write was acknowledged; waits for both ends of it. */
  Duration outage() {
    return Duration.ofNanos(firstOnTarget.join() - lastOnSource.join());
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

  private static long writeOnceDecided(RedisServer target) {
    try (RespConnection connection = target.connect()) {
      connection.command("SELECT", CHECKPOINTS);
      Waiting.until("the cutover is decided", LiveMigration.LIMIT, () -> decided(connection));
      connection.command("SELECT", "0");
      connection.command("INCR", KEY);
      return System.nanoTime();
    }
  }

  private static boolean decided(RespConnection connection) {
    return connection.command("GET", CHECKPOINT) instanceof String text
        && text.contains("state=committed");
  }

  private static void inThread(Runnable work) {
    Thread thread = new Thread(work, "outage-probe");
    thread.setDaemon(true);
    thread.start();
  }
}
