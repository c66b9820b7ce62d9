package io.redismigration.engine.run;

import io.redismigration.engine.link.SourceLink;
import io.redismigration.engine.spool.SpoolReader;
import io.redismigration.engine.stream.StreamInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The stream as the applier reads it: what was read ahead behind the snapshot, then the spool. */
final class LinkInput implements StreamInput {
  private final SourceLink link;
  private final SpoolReader spool;
  private final ByteBuffer readAhead;

  /**
   * @param readAhead bytes of the stream that came with the end of the snapshot
   */
  LinkInput(SourceLink link, SpoolReader spool, ByteBuffer readAhead) {
    this.link = link;
    this.spool = spool;
    this.readAhead = readAhead;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (!readAhead.hasRemaining()) {
      return spool.read(dst);
    }
    int length = Math.min(dst.remaining(), readAhead.remaining());
    int limit = readAhead.limit();
    readAhead.limit(readAhead.position() + length);
    dst.put(readAhead);
    readAhead.limit(limit);
    return length;
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
  public void resumeAfter(long offset, String why) throws IOException {
    readAhead.position(readAhead.limit());
    try {
      link.dropAndResume(offset, why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("while the link was made again");
    }
  }
}
