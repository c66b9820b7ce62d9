package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.SnapshotLanes;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.target.Waiting;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.server.Capabilities;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Writes a snapshot to the target.
 *
 * <p>Values are not decoded: bodies become RESTORE payloads as they are, strings without a TTL go
 * by MSETNX, and only what the target would not read, or what is too large for one command, is
 * taken apart. Every command creates keys that must not exist, so nothing of anybody else's is
 * overwritten. The snapshot is applied when its end, length and checksum were right and all replies
 * were read; until then the caller must not believe in any of it.
 *
 * <p>One snapshot per object. The calling thread parses and encodes; {@link #progress} and {@link
 * #waiting} are for any thread.
 */
public final class SnapshotApplier implements AutoCloseable {

  private final SnapshotSettings settings;
  private final Capabilities target;
  private final LongUnaryOperator ttl;
  private final Clock clock;
  private final SnapshotLanes lanes;
  private final LargeValues largeValues;
  private final SnapshotProgress progress = new SnapshotProgress();

  /**
   * Connects nothing yet.
   *
   * @param target what the target can do
   * @param ttl expiry time on the source to expiry time on the target, milliseconds since the epoch
   * @param instance the one server that is to hold the snapshot
   * @param throttle shared with whatever else writes to the target
   */
  public SnapshotApplier(
      SnapshotSettings settings,
      Capabilities target,
      TargetConnector connector,
      TargetInstance instance,
      LongUnaryOperator ttl,
      Throttle throttle,
      Clock clock) {
    this.settings = settings;
    this.target = target;
    this.ttl = ttl;
    this.clock = clock;
    this.lanes = new SnapshotLanes(settings.lanes(), connector, instance, throttle, clock);
    this.largeValues =
        new LargeValues(connector, instance, target, ttl, throttle, settings.chunkBytes(), clock);
  }

  /**
   * Writes all of {@code source}.
   *
   * @throws EngineException when the snapshot is damaged or cut off, when a key exists on the
   *     target already, or when the target refuses something for good
   * @throws IOException when the input fails
   */
  public SnapshotResult apply(SnapshotSource source) throws IOException, InterruptedException {
    SnapshotReader reader = new SnapshotReader(source, settings.readerLimits());
    SnapshotWriter writer =
        new SnapshotWriter(settings, target, lanes, largeValues, ttl, clock, progress);
    try {
      writer.writeAll(reader);
      reader.requireEnd();
      lanes.drain();
    } catch (RdbException e) {
      throw damaged(e);
    }
    return writer.result(reader);
  }

  /** How far it is. */
  public SnapshotProgress progress() {
    return progress;
  }

  /** Keys the target has confirmed. */
  public long confirmedKeys() {
    return lanes.confirmedKeys() + largeValues.confirmedKeys();
  }

  /** How often a connection to the target was lost and made again. */
  public long reconnects() {
    return lanes.reconnects() + largeValues.reconnects();
  }

  /** What it waits for, if the target keeps it waiting. */
  public Optional<Waiting> waiting() {
    return lanes.waiting().or(largeValues::waiting);
  }

  /** Ends all connections at once. */
  @Override
  public void close() {
    lanes.close();
    largeValues.close();
  }

  private static EngineException damaged(RdbException e) {
    return switch (e.reason()) {
      case Truncated ->
          new EngineException(
              Reason.SnapshotTruncated,
              "the snapshot ends too early: " + e.getMessage(),
              "look into the source's log for why its background save ended, then start again",
              e);
      case UnsupportedVersion, UnknownOpcode, UnknownValueType ->
          new EngineException(
              Reason.SnapshotVersionUnsupported,
              "the snapshot is of a version that is not understood: " + e.getMessage(),
              "use a release of this program that supports the source's version",
              e);
      case NotRepresentable ->
          new EngineException(
              Reason.ValueNotSupportedByTarget,
              e.getMessage(),
              "choose a target of the source's version or newer",
              e);
      case BadMagic, ChecksumMismatch, Corrupt, TooLarge ->
          new EngineException(
              Reason.SnapshotCorrupt,
              "the snapshot is damaged: " + e.getMessage(),
              "check the source's dump with redis-check-rdb and the network, then start again",
              e);
    };
  }
}
