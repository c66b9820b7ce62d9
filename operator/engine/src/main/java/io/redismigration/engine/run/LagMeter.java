package io.redismigration.engine.run;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the target is behind in stream time: now minus the last moment at which the source's
 * polled offset was at most what is applied now. No key is written into the source for it.
 *
 * <p>Bounded memory: when the ring of samples is full the oldest go, and a lag older than the ring
 * is reported as the age of its oldest sample, the least it can be. While the source cannot be
 * polled nobody knows what it has written since, so the lag grows with the age of the last poll.
 */
public final class LagMeter {
  /** A poll as young as this speaks of now. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final long[] offsets;
  private final long[] nanos;
  private int first;
  private int count;
  private long caughtUpAt = Long.MIN_VALUE;

  /**
   * @param samples how many polls are remembered, at least 2
   */
  public LagMeter(int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException("samples " + samples);
    }
    this.offsets = new long[samples];
    this.nanos = new long[samples];
  }

  /**
   * Records one poll.
   *
   * @param sourceOffset replication offset the source reported, in bytes
   * @param sentNanos monotonic time just before the question was sent
   */
  public synchronized void sourceWasAt(long sourceOffset, long sentNanos) {
    if (count == offsets.length) {
      first = (first + 1) % offsets.length;
      count--;
    }
    int slot = (first + count) % offsets.length;
    offsets[slot] = sourceOffset;
    nanos[slot] = sentNanos;
    count++;
  }

  /**
   * The lag now; empty before the first poll.
   *
   * @param applied replication offset of the last byte applied, in bytes
   * @param nowNanos monotonic time
   */
  public synchronized Optional<Duration> lag(long applied, long nowNanos) {
    if (count == 0) {
      return Optional.empty();
    }
    while (count > 0 && offsets[first] <= applied) {
      caughtUpAt = nanos[first];
      first = (first + 1) % offsets.length;
      count--;
    }
    if (count == 0) {
      // Everything polled so far is applied: behind by at most the time since the last poll, which
      // counts once polls fail to come.
      keepLast();
      Duration unknown = Duration.ofNanos(Math.max(0, nowNanos - caughtUpAt));
      return Optional.of(unknown.compareTo(FRESH) > 0 ? unknown : Duration.ZERO);
    }
    long since = caughtUpAt == Long.MIN_VALUE ? nanos[first] : caughtUpAt;
    return Optional.of(Duration.ofNanos(Math.max(0, nowNanos - since)));
  }

  /** Bytes the source was ahead at the last poll; 0 when nothing is known. */
  public synchronized long bytesBehind(long applied) {
    if (count == 0) {
      return 0;
    }
    long newest = offsets[(first + count - 1) % offsets.length];
    return Math.max(0, newest - applied);
  }

  /** Forgets every sample: the offsets of another history mean nothing here. */
  public synchronized void reset() {
    first = 0;
    count = 0;
    caughtUpAt = Long.MIN_VALUE;
  }

  private void keepLast() {
    int last = (first + offsets.length - 1) % offsets.length;
    first = last;
    count = 1;
  }
}
