package io.redismigration.engine.snapshot;

import io.redismigration.redis.rdb.LargeValueConsumer;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbException.Reason;
import io.redismigration.redis.rdb.RdbHeader;
import io.redismigration.redis.rdb.RdbLimits;
import io.redismigration.redis.rdb.RdbReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The RDB and what frames it: the announced length, or the mark behind its end. */
public final class SnapshotReader {

  private final SnapshotSource source;
  private final RdbReader reader;
  private RdbHeader header;
  private ByteBuffer readAhead = ByteBuffer.allocate(0);
  private long framedBytes;

  public SnapshotReader(SnapshotSource source, RdbLimits limits) {
    this.source = source;
    this.reader = new RdbReader(source.input(), limits);
  }

  public RdbHeader readHeader() throws IOException {
    header = reader.readHeader();
    return header;
  }

  RdbHeader header() {
    return header;
  }

  public boolean next(RdbEntry entry) throws IOException {
    return reader.next(entry);
  }

  public void visitLargeValue(LargeValueConsumer consumer) throws IOException {
    reader.visitLargeValue(consumer);
  }

  /** Bytes of the RDB consumed so far. */
  long position() {
    return reader.position();
  }

  /**
   * After the last entry: checks that the snapshot is as long as announced, or marked as ended, and
   * says so.
   */
  public void requireEnd() throws IOException {
    readAhead = reader.readAhead();
    framedBytes = reader.position();
    if (source.length() >= 0 && source.length() != framedBytes) {
      throw new RdbException(
          Reason.Corrupt, framedBytes, "the end, of " + source.length() + " bytes announced");
    }
    if (source.endMark().isPresent()) {
      requireMark(source.endMark().get());
    }
    source.ended().accept(framedBytes);
  }

  private void requireMark(byte[] mark) throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(Math.max(mark.length, readAhead.remaining()));
    rest.put(readAhead);
    while (rest.position() < mark.length) {
      if (source.input().read(rest) < 0) {
        throw new RdbException(
            Reason.Truncated, framedBytes + rest.position(), "the end, inside the end mark");
      }
    }
    rest.flip();
    if (!ByteBuffer.wrap(mark).equals(rest.slice(0, mark.length))) {
      throw new RdbException(Reason.Corrupt, framedBytes, "something else than the end mark");
    }
    framedBytes += mark.length;
    readAhead = rest.position(mark.length).slice();
  }

  /** Length of the RDB with its mark. */
  long framedBytes() {
    return framedBytes;
  }

  /** What was read behind the snapshot. */
  ByteBuffer readAhead() {
    return readAhead;
  }
}
