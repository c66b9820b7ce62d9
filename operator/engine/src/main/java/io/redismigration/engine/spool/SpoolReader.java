package io.redismigration.engine.spool;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The reading end of a spool, for one thread. Copies from the ring or from disk into the caller's
 * buffer; no allocation per read when that buffer is direct.
 */
public final class SpoolReader implements ByteInput {
  private final Contents contents;
  private final MemoryRing ring;
  private volatile boolean starved;

  SpoolReader(Contents contents, MemoryRing ring) {
    this.contents = contents;
    this.ring = ring;
  }

  /**
   * {@inheritDoc}
   *
   * @return -1 when the writer finished and everything was read
   * @throws GenerationSupersededException when the source began a new history; what was read of
   *     this one is void
   * @throws EngineException when the writer failed, after everything before was read, or when the
   *     overflow files cannot be read
   * @throws InterruptedIOException when the thread is interrupted
   */
  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    while (contents.available() == 0) {
      if (ended()) {
        return -1;
      }
      starved = true;
      contents.awaitBytes();
      starved = false;
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting for bytes of the source");
      }
    }
    return copy(dst);
  }

  private boolean ended() throws IOException {
    // Read before available: bytes written before the end are seen with it.
    boolean finished = contents.finished;
    EngineException failure = contents.failure;
    requireCurrent();
    if (contents.available() > 0) {
      return false;
    }
    if (failure != null) {
      throw failure;
    }
    return finished;
  }

  private int copy(ByteBuffer dst) throws IOException {
    long position = contents.consumed;
    long written = contents.written;
    long diskStart = contents.diskStart;
    int start = dst.position();
    int count;
    if (position < diskStart) {
      count = ring.get(dst, position, Math.min(written, diskStart) - position);
    } else {
      count = copyFromDisk(dst, position - diskStart, written - position);
    }
    // The ring may have been given to a new generation while it was being copied from.
    VarHandle.acquireFence();
    if (contents.superseded) {
      dst.position(start);
      throw new GenerationSupersededException();
    }
    contents.consumed = position + count;
    return count;
  }

  private int copyFromDisk(ByteBuffer dst, long place, long available) throws IOException {
    try {
      return contents.overflow.read(dst, place, available);
    } catch (IOException e) {
      requireCurrent();
      throw new EngineException(
          Reason.SpoolFailed,
          "the spool's overflow files cannot be read: " + e.getMessage(),
          "check the spool's volume, then start again",
          e);
    }
  }

  private void requireCurrent() throws GenerationSupersededException {
    if (contents.superseded) {
      throw new GenerationSupersededException();
    }
  }

  /** Bytes that can be read without waiting. */
  public long available() {
    return contents.available();
  }

  /** Bytes written so far, read or not. For any thread. */
  public long written() {
    return contents.written;
  }

  /** Bytes read so far. */
  public long consumed() {
    return contents.consumed;
  }

  /**
   * Waits until there is something to read, or the end, or {@link #wakeUp}, or an interrupt (left
   * set).
   *
   * @return whether a read would return, or throw, at once
   */
  public boolean await(Duration atMost) {
    contents.await(atMost.toNanos());
    return contents.available() > 0 || contents.ended();
  }

  /** Makes a pending or the next {@link #await} return; reads go on waiting. For any thread. */
  public void wakeUp() {
    contents.wakeUp();
  }

  /** Whether a {@link #read} waits for bytes that have not come yet. For any thread. */
  public boolean isStarved() {
    return starved && contents.available() == 0;
  }

  /** Whether a new generation has taken this one's place. For any thread. */
  public boolean isSuperseded() {
    return contents.superseded;
  }

  /** Forgets all that was written so far. Only for the reading thread, while nobody writes. */
  public void discard() {
    contents.consumed = contents.written;
    Overflow overflow = contents.overflow;
    if (overflow != null) {
      try {
        overflow.delete();
      } catch (IOException e) {
        throw new UncheckedIOException("an overflow file of the spool cannot be removed", e);
      }
    }
  }
}
