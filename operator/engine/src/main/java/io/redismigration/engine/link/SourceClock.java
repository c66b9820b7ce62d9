package io.redismigration.engine.link;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * The source's clock seen from here: how far it is ahead of ours, from TIME asked five times, of
 * which the shortest round trip counts. For several threads.
 */
public final class SourceClock {
  private static final int SAMPLES = 5;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Measure(long skewMillis, long errorMillis) {}

  private final InstantSource ours;
  private volatile Measure last;

  public SourceClock(InstantSource ours) {
    this.ours = ours;
  }

  /**
   * Measures once more; takes five round trips.
   *
   * @return false when the source does not permit TIME; the former measure stays
   */
  public boolean measure(RedisConnection source) throws IOException {
    Measure best = null;
    for (int i = 0; i < SAMPLES; i++) {
      long sent = ours.millis();
      long start = System.nanoTime();
      Reply reply = source.call("TIME");
      long roundTrip = (System.nanoTime() - start) / NANOS_PER_MILLI + 1;
      if (!(reply instanceof Reply.Array time)) {
        return false;
      }
      Measure sample =
          new Measure(millis(time.elements()) - sent - roundTrip / 2, roundTrip / 2 + 1);
      if (best == null || sample.errorMillis() < best.errorMillis()) {
        best = sample;
      }
    }
    last = best;
    return true;
  }

  private static long millis(List<Reply> secondsAndMicros) {
    return secondsAndMicros.get(0).number() * 1_000 + secondsAndMicros.get(1).number() / 1_000;
  }

  /** Whether there was a measure; without one both clocks are taken for equal. */
  public boolean isMeasured() {
    return last != null;
  }

  /** How far the source's clock is ahead of ours, in milliseconds; negative when behind. */
  public long skewMillis() {
    Measure now = last;
    return now == null ? 0 : now.skewMillis();
  }

  /** By how much {@link #skewMillis} may be wrong, in milliseconds. */
  public long errorMillis() {
    Measure now = last;
    return now == null ? 0 : now.errorMillis();
  }

  /** What the source's clock shows at most at that moment of ours; Unix time in milliseconds. */
  public long latestAtSource(long ourMillis) {
    Measure now = last;
    return now == null ? ourMillis : ourMillis + now.skewMillis() + now.errorMillis();
  }

  /**
   * The latest moment, by the source's clock, at which the command with the byte at {@code offset}
   * can have run there: when the byte reached us. Bytes from the backlog came later than they were
   * written, which only makes a TTL counted from it longer, never shorter. Unix time in
   * milliseconds. No allocation.
   */
  public long arrivalTime(Generation generation, long offset) {
    return latestAtSource(generation.arrivedAt(offset, ours.millis()));
  }
}
