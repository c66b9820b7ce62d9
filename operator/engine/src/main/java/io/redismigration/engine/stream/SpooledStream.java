package io.redismigration.engine.stream;

import io.redismigration.engine.spool.SpoolReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The stream out of the spool, after what the snapshot's reader took along beyond its end. */
public final class SpooledStream implements StreamInput {

  /** Has the link receive again what comes after an offset. */
  @FunctionalInterface
  public interface Resumption {
    void resumeAfter(long offset, String why) throws InterruptedException;
  }

  private final SpoolReader spool;
  private final ByteBuffer readAhead;
  private final Resumption link;

  /**
   * @param readAhead bytes of the stream already taken from the spool; may be empty
   */
  public SpooledStream(SpoolReader spool, ByteBuffer readAhead, Resumption link) {
    this.spool = spool;
    this.readAhead = readAhead.slice();
    this.link = link;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (!readAhead.hasRemaining()) {
      return spool.read(dst);
    }
    int count = Math.min(readAhead.remaining(), dst.remaining());
    dst.put(readAhead.slice().limit(count));
    readAhead.position(readAhead.position() + count);
    return count;
  }

  @Override
  public long available() {
    return readAhead.remaining() + spool.available();
  }

  @Override
  public boolean await(Duration atMost) {
    return readAhead.hasRemaining() || spool.await(atMost);
  }

  @Override
  public void wakeUp() {
    spool.wakeUp();
  }

  @Override
  public void resumeAfter(long offset, String why) throws InterruptedException {
    readAhead.position(readAhead.limit());
    link.resumeAfter(offset, why);
  }
}
