package io.redismigration.engine.bucket;

import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Reads from a server no faster than a rate that may change at any time; a change acts within a
 * tenth of a second. What is read no faster the server's child sends no faster, but for what fits
 * into the buffers of the connection. For one thread.
 */
final class ReadRate {
  private static final double SECOND = 1e9;
  private static final int SLICES_PER_SECOND = 10;
  private static final long LOOK_MILLIS = 1_000 / SLICES_PER_SECOND;

  private final LongSupplier perSecond;
  private final BooleanSupplier goesOn;
  private double owedBytes;
  private long paidNanos = System.nanoTime();

  /**
   * @param perSecond bytes, asked each time; 0 for no limit
   * @param goesOn asked while it waits; false ends the waiting
   */
  ReadRate(LongSupplier perSecond, BooleanSupplier goesOn) {
    this.perSecond = perSecond;
    this.goesOn = goesOn;
  }

  /** The same input at that rate. */
  ByteInput of(ByteInput input) {
    return into -> {
      int limit = into.limit();
      into.limit(into.position() + slice(into.remaining()));
      int read;
      try {
        read = input.read(into);
      } finally {
        into.limit(limit);
      }
      rest(Math.max(0, read));
      return read;
    };
  }

  private int slice(int room) {
    long limit = perSecond.getAsLong();
    return limit == 0 ? room : (int) Math.min(room, Math.max(1, limit / SLICES_PER_SECOND));
  }

  private void rest(int bytes) throws IOException {
    owedBytes += bytes;
    try {
      for (long millis = dueMillis(); millis > 0 && goesOn.getAsBoolean(); millis = dueMillis()) {
        Thread.sleep(Math.min(millis, LOOK_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private long dueMillis() {
    long now = System.nanoTime();
    double seconds = (now - paidNanos) / SECOND;
    paidNanos = now;
    long limit = perSecond.getAsLong();
    owedBytes = limit == 0 ? 0 : Math.max(0, owedBytes - seconds * limit);
    return limit == 0 ? 0 : (long) (owedBytes * 1_000 / limit);
  }
}
