package io.redismigration.engine.link;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Notices the end of a snapshot framed by a mark, as a real replica does: the source sends nothing
 * behind the mark before it hears from us, so the mark is at the very end of what was received
 * (redis replication.c, readSyncBulkPayload). When the stream follows so fast that it is not, only
 * the applier, which parses the snapshot, can tell. No allocation.
 */
final class EndMark {
  private final byte[] mark;
  private final byte[] tail;
  private final byte[] fresh;

  EndMark(byte[] mark) {
    this.mark = mark;
    this.tail = new byte[mark.length];
    this.fresh = new byte[mark.length];
  }

  /** Whether the mark ends at {@code to}, after the bytes of earlier calls and these. */
  boolean endsWith(ByteBuffer bytes, int from, int to) {
    int count = Math.min(to - from, tail.length);
    bytes.get(to - count, fresh, 0, count);
    System.arraycopy(tail, count, tail, 0, tail.length - count);
    System.arraycopy(fresh, 0, tail, tail.length - count, count);
    return Arrays.equals(tail, mark);
  }
}
