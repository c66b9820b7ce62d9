package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks both sides now and then how far they are: the source's offset for the lag, keys for the
 * counts. On a thread of its own, so that a slow answer delays nothing else.
 */
final class Observer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);
  private static final Duration OFFSET_EVERY = Duration.ofMillis(100);
  private static final int KEYS_EVERY = 10;
  private static final int SAMPLES = 36_000;

  private final RedisControl source;
  private final RedisControl target;
  private final Supplier<String> history;
  private final LongSupplier applied;
  private final Supplier<Optional<CheckpointLocation>> checkpoint;
  private final LagMeter meter = new LagMeter(SAMPLES);
  private final Thread thread = new Thread(this::run, "observer");
  private volatile boolean closed;
  private volatile long sourceOffset;
  private volatile Map<Integer, Long> sourceKeys = Map.of();
  private volatile Map<Integer, Long> targetKeys = Map.of();
  private volatile SourceHealth health;
  private volatile OptionalLong backlog = OptionalLong.empty();
  private volatile Duration sourceRoundTrip;
  private volatile Duration targetRoundTrip;
  private String seenHistory = "";

  /**
   * @param history the replication id that applied offsets belong to
   * @param applied offset of the last byte applied
   * @param checkpoint where the reserved key lies, left out of the counts; empty before there is
   *     one
   */
  Observer(
      RedisControl source,
      RedisControl target,
      Supplier<String> history,
      LongSupplier applied,
      Supplier<Optional<CheckpointLocation>> checkpoint) {
    this.source = source;
    this.target = target;
    this.history = history;
    this.applied = applied;
    this.checkpoint = checkpoint;
  }

  void start() {
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (where, cause) -> LOG.error("figures grow old: the observer ended by a defect", cause));
    thread.start();
  }

  long sourceOffset() {
    return sourceOffset;
  }

  Map<Integer, Long> sourceKeys() {
    return sourceKeys;
  }

  Map<Integer, Long> targetKeys() {
    return targetKeys;
  }

  /** As last told; empty before the first time. */
  Optional<SourceHealth> sourceHealth() {
    return Optional.ofNullable(health);
  }

  /** Size of the source's backlog in bytes, as last told. */
  OptionalLong backlog() {
    return backlog;
  }

  /** Of the last PING; empty before the first answer, and where PING is not permitted. */
  Optional<Duration> sourceRoundTrip() {
    return Optional.ofNullable(sourceRoundTrip);
  }

  /** Of the last PING; empty before the first answer, and where PING is not permitted. */
  Optional<Duration> targetRoundTrip() {
    return Optional.ofNullable(targetRoundTrip);
  }

  /** Lag in stream time; empty while nothing of this history was polled. */
  Optional<Duration> lag() {
    return meter.lag(applied.getAsLong(), System.nanoTime());
  }

  long bytesBehind() {
    return meter.bytesBehind(applied.getAsLong());
  }

  private void run() {
    for (long round = 0; !closed; round++) {
      try {
        pollOffset();
        if (round % KEYS_EVERY == 0) {
          pollKeys();
          sourceRoundTrip = ping(source);
          targetRoundTrip = ping(target);
        }
      } catch (EngineException | CommandRefusedException e) {
        // Link and lanes report the same trouble with what it means for the data; figures just grow
        // old.
        LOG.debug("no figures: {}", e.getMessage());
      }
      try {
        Thread.sleep(OFFSET_EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void pollOffset() {
    long sent = System.nanoTime();
    ServerInfo info = source.info("replication");
    String current = history.get();
    if (!seenHistory.equals(current)) {
      meter.reset();
      seenHistory = current;
    }
    sourceOffset = info.replicationOffset();
    backlog = info.number("repl_backlog_size");
    meter.sourceWasAt(sourceOffset, sent);
  }

  /** Asks both sides for everything now, on the caller's thread. */
  void lookNow() {
    pollOffset();
    pollKeys();
  }

  private static Duration ping(RedisControl server) {
    long sent = System.nanoTime();
    try {
      server.call("PING");
    } catch (CommandRefusedException notPermitted) {
      return null;
    }
    return Duration.ofNanos(System.nanoTime() - sent);
  }

  private void pollKeys() {
    sourceKeys = keys(source, Optional.empty());
    health =
        new SourceHealth(
            source.info("server").runId(), source.info("stats").number("evicted_keys").orElse(0));
    targetKeys = keys(target, checkpoint.get());
  }

  private static Map<Integer, Long> keys(
      RedisControl server, Optional<CheckpointLocation> without) {
    Map<Integer, Long> keys = new TreeMap<>();
    server
        .info("keyspace")
        .keyspaces()
        .forEach((database, seen) -> keys.put(database, seen.keys()));
    without.ifPresent(
        at -> keys.computeIfPresent(at.database(), (database, n) -> n > 1 ? n - 1 : null));
    return keys;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
