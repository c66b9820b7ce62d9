package io.redismigration.e2e.quickstart;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.data.WriteTally;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** A source full of data under a writer at full speed, and an empty target. */
final class Stage implements AutoCloseable {

  /** No key of the writer lives longer. */
  private static final Duration LONGEST_SHORT_EXPIRY = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RedisServer source;
  private final RedisServer target;
  private LiveWriter writer;

  Stage(RedisServers servers, StageOptions options) {
    source = servers.start(options.from());
    target = servers.start(options.to());
    Dataset.seeded(1).keys(options.keys()).loadInto(source);
  }

  RedisServer source() {
    return source;
  }

  RedisServer target() {
    return target;
  }

  /** From now on there are writes until the server refuses them. */
  void beginWriting() {
    writer = LiveWriter.start(source, WriteLoad.of(operations()).stopWhenRefused());
    writer.awaitMore(1_000, PATIENCE);
  }

  /**
   * Scripts are left out where they write past min-replicas-to-write, the only fence there is
   * before 6.2: there a user stops them before the cutover. Databases are not exchanged thousands
   * of times a second either: a comparison has to go through an exchanged database again.
   */
  private Set<LiveOperation> operations() {
    Set<LiveOperation> all = EnumSet.copyOf(LiveOperation.knownTo(source.version()));
    all.remove(LiveOperation.SWAPDB);
    if (!source.version().isAtLeast(6, 2)) {
      all.remove(LiveOperation.EVAL);
    }
    return all;
  }

  /** What the writer did; it must have been stopped by the fence, and by nothing else. */
  WriteTally awaitFencedWriter() {
    Waiting.until("the fence stopped the writer", PATIENCE, writer::hasEnded);
    return writer.tally();
  }

  /** When the last write was acknowledged. */
  Instant lastWrite() {
    return Instant.now().minusNanos(System.nanoTime() - writer.tally().lastAcknowledgedNanos());
  }

  /** Waits until short expiries are over, has both servers look at every key, and compares. */
  String compare() {
    Instant quiet = lastWrite().plus(LONGEST_SHORT_EXPIRY);
    Waiting.until(
        "short expiries were over",
        LONGEST_SHORT_EXPIRY.multipliedBy(2),
        () -> Instant.now().isAfter(quiet));
    Oracle.scanAll(source);
    Oracle.scanAll(target);
    return Control.compare(source, target);
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
