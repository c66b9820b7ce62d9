package io.redismigration.engine.snapshot;

import io.redismigration.engine.lane.Batch;
import io.redismigration.engine.lane.LaneCommand;
import io.redismigration.engine.lane.SnapshotLanes;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbEntry.StringForm;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import java.nio.ByteBuffer;

/**
 * Gathers strings without a TTL into MSETNX commands: all keys of one are created, or none is if
 * one exists. No allocation per key, one copy of key and value.
 */
final class PlainStrings {

  private static final String NAME = "MSETNX";

  private final SnapshotLanes lanes;
  private final int groupKeys;
  private final int groupBytes;
  private final Fragment[] heads;
  private ByteBuffer decoded = ByteBuffer.allocateDirect(16 << 10);
  private Batch batch;

  /** Keys in the command under way; 0 when there is none. */
  private int keys;

  PlainStrings(SnapshotLanes lanes, int groupKeys, int groupBytes) {
    this.lanes = lanes;
    this.groupKeys = groupKeys;
    this.groupBytes = groupBytes;
    this.heads = new Fragment[groupKeys + 1];
    for (int i = 1; i <= groupKeys; i++) {
      heads[i] = Fragment.command(1 + 2 * i, NAME);
    }
  }

  /** Adds the string that {@code entry} stands at. */
  void add(RdbEntry entry) throws InterruptedException, RdbException {
    if (keys == 0) {
      begin((int) entry.database());
    }
    CommandWriter writer = batch.writer();
    writer.arg(entry.window(), entry.keyStart(), entry.keyLength());
    if (entry.stringForm() == StringForm.RAW) {
      writer.arg(entry.window(), entry.stringStart(), entry.stringLength());
    } else {
      writer.arg(decode(entry), 0, entry.stringLength());
    }
    keys++;
    if (keys == groupKeys || batch.lastCommandBytes() >= groupBytes) {
      endGroup();
      if (batch.isFull()) {
        flush();
      }
    }
  }

  /** Ends the command under way: the next string belongs to another database. */
  void endGroup() {
    if (keys == 0) {
      return;
    }
    if (keys < groupKeys) {
      // Announced were as many as possible.
      batch.replaceHead(headLength(), heads[keys]);
    }
    batch.addKeys(keys);
    keys = 0;
  }

  /** Hands over what was gathered. */
  void flush() throws InterruptedException {
    endGroup();
    if (batch != null) {
      Batch full = batch;
      batch = null;
      lanes.submit(full);
    }
  }

  private void begin(int database) throws InterruptedException {
    if (batch == null) {
      batch = lanes.take();
    }
    batch.select(database);
    batch.begin(LaneCommand.MSETNX);
    batch.writer().put(heads[groupKeys]);
  }

  private int headLength() {
    String count = Integer.toString(1 + 2 * groupKeys);
    return ("*" + count + "\r\n$6\r\n" + NAME + "\r\n").length();
  }

  private ByteBuffer decode(RdbEntry entry) throws RdbException {
    if (decoded.capacity() < entry.stringLength()) {
      decoded = ByteBuffer.allocateDirect(2 * entry.stringLength());
    }
    entry.writePlainString(decoded.clear());
    return decoded;
  }
}
