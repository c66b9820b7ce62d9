package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.spool.SpoolReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One history of the source as received: a snapshot, or none when it was resumed, then the stream
 * without a gap over all reconnections. When the source begins another one, {@link #input} ends
 * with a {@link io.redismigration.engine.spool.GenerationSupersededException}.
 *
 * <p>For the applier, which reads {@link #input}; figures are for any thread.
 */
public final class Generation {
  private static final long UNKNOWN = -1;

  private final SpoolReader input;
  private final Optional<SnapshotHeader> snapshot;
  private final int initialDatabase;
  private final boolean exactOffset;
  private final ArrivalTimes arrivals = new ArrivalTimes();
  private final CountDownLatch offsetSettled = new CountDownLatch(1);
  private volatile String replicationId;
  private volatile long startOffset;
  private volatile boolean offsetTrusted;
  private volatile long snapshotTotal;
  private volatile boolean endConfirmed;
  private volatile long dropped;
  private volatile Marker sought;

  private Generation(
      SpoolReader input,
      Optional<SnapshotHeader> snapshot,
      String replicationId,
      long startOffset,
      int initialDatabase,
      boolean exactOffset) {
    this.input = input;
    this.snapshot = snapshot;
    this.replicationId = replicationId;
    this.startOffset = startOffset;
    this.initialDatabase = initialDatabase;
    this.exactOffset = exactOffset;
    this.offsetTrusted = exactOffset;
    this.snapshotTotal = snapshot.isEmpty() ? 0 : snapshot.get().length();
    if (exactOffset) {
      offsetSettled.countDown();
    }
  }

  static Generation withSnapshot(
      SpoolReader input, SnapshotHeader header, String id, long offset, boolean exactOffset) {
    return new Generation(input, Optional.of(header), id, offset, 0, exactOffset);
  }

  static Generation resumed(SpoolReader input, ResumePoint point) {
    return new Generation(
        input, Optional.empty(), point.replicationId(), point.offset(), point.database(), true);
  }

  /** 40 hex digits, or {@code ?} where the source gives none; a failover there may change it. */
  public String replicationId() {
    return replicationId;
  }

  /**
   * Replication offset of the byte before the stream's first, in bytes. Until {@link #awaitOffset}
   * it may be too low on sources whose FULLRESYNC is inexact.
   */
  public long startOffset() {
    return startOffset;
  }

  /** Whether the input begins with a snapshot. */
  public boolean hasSnapshot() {
    return snapshot.isPresent();
  }

  /** Bytes of the snapshot without its mark; -1 when it is framed by a mark, 0 without one. */
  public long snapshotLength() {
    return snapshot.map(SnapshotHeader::length).orElse(0L);
  }

  /** The 40 bytes that must follow the snapshot; a copy. */
  public Optional<byte[]> endMark() {
    return snapshot.flatMap(SnapshotHeader::mark).map(byte[]::clone);
  }

  /** Snapshot, mark if any, and stream. */
  public SpoolReader input() {
    return input;
  }

  /** The database selected where the stream begins; after a snapshot, unless that says another. */
  public int initialDatabase() {
    return initialDatabase;
  }

  /**
   * Tells where the snapshot ended: the applier has parsed it and checked the mark. Must be called
   * before the first read of the stream.
   *
   * @param bytesIncludingMark bytes of {@link #input} before the stream
   * @throws EngineException with {@link Reason#ProtocolViolation} when the source announced another
   *     length
   */
  public void snapshotEnded(long bytesIncludingMark) {
    long known = snapshotTotal;
    if (known != UNKNOWN && known != bytesIncludingMark) {
      throw new EngineException(
          Reason.ProtocolViolation,
          "the snapshot ends after " + bytesIncludingMark + " bytes, not after " + known,
          "check the network path to the source, then start again");
    }
    snapshotTotal = bytesIncludingMark;
    endConfirmed = true;
  }

  /** The link found the mark at the end of what it received. */
  void markSeenAt(long bytesIncludingMark) {
    snapshotTotal = bytesIncludingMark;
  }

  /** Whether it is known where the snapshot ends, and all of it came. */
  public boolean snapshotReceived() {
    long total = snapshotTotal;
    return total != UNKNOWN && input.written() >= total;
  }

  /** Whether the end of the snapshot is not known yet. */
  boolean endUnknown() {
    return snapshotTotal == UNKNOWN;
  }

  /** Whether the applier has parsed the snapshot to its end, or there was none. */
  public boolean snapshotApplied() {
    return endConfirmed || snapshot.isEmpty();
  }

  /** Bytes of the snapshot received, its mark included. */
  public long snapshotBytesReceived() {
    long total = snapshotTotal;
    return total == UNKNOWN ? input.written() : Math.min(total, input.written());
  }

  /** Replication offset of the last byte received; {@link #startOffset} during the snapshot. */
  public long receivedOffset() {
    return snapshotReceived() ? offsetAt(input.written()) : startOffset;
  }

  /** Bytes of the stream received. */
  long streamBytes() {
    return snapshotReceived() ? input.written() - snapshotTotal : 0;
  }

  private long offsetAt(long position) {
    return startOffset + position - snapshotTotal - dropped;
  }

  /**
   * Whether offsets are the source's own, so that the stream can be resumed by them. False on Redis
   * 2.8.0 to 2.8.21 and 3.0.0 to 3.0.3, which name the offset of the moment they were asked rather
   * than of the snapshot, until it was measured.
   */
  public boolean offsetTrusted() {
    return offsetTrusted;
  }

  /**
   * Waits until it is settled whether {@link #startOffset} is right; at once but for those old
   * sources. Call it after {@link #snapshotEnded} and before the first checkpoint.
   *
   * @return {@link #offsetTrusted}
   */
  public boolean awaitOffset(Duration atMost) throws InterruptedException {
    if (!offsetSettled.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    return offsetTrusted;
  }

  /** What is looked for in the bytes received from now on; null for nothing. */
  void lookFor(Marker marker) {
    sought = marker;
  }

  Marker sought() {
    return sought;
  }

  boolean needsMeasuring() {
    return !exactOffset && offsetSettled.getCount() > 0;
  }

  /** The byte before position {@code position} of the input has that offset at the source. */
  void measured(long position, long offset) {
    startOffset = offset - (position - snapshotTotal - dropped);
    offsetTrusted = true;
    offsetSettled.countDown();
  }

  /** The offset cannot be found out. */
  void notMeasurable() {
    offsetSettled.countDown();
  }

  /** The source goes on under another id (failover), or under the same. */
  void continuedAs(String id) {
    replicationId = id;
  }

  /** What comes next is the byte after {@code offset}; what came since then is void. */
  void rewindTo(long offset) {
    dropped += receivedOffset() - offset;
  }

  /** Bytes came just now. */
  void arrived(long millis) {
    arrivals.add(input.written(), millis);
  }

  /**
   * The latest moment at which the byte at {@code offset} can have reached us: Unix time in
   * milliseconds by our clock, at most some milliseconds late, more where the target is far behind.
   *
   * @param now answered for a byte that has not come
   */
  public long arrivedAt(long offset, long now) {
    return arrivals.at(offset - startOffset + snapshotTotal + dropped - 1, now);
  }

  /** Nobody will ask for the arrival of earlier bytes. */
  void forgetArrivalsBefore(long offset) {
    arrivals.forgetBefore(offset - startOffset + snapshotTotal + dropped);
  }
}
