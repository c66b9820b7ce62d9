package io.redismigration.engine.snapshot;

import io.redismigration.engine.lane.Batch;
import io.redismigration.engine.lane.LaneCommand;
import io.redismigration.engine.lane.SnapshotLanes;
import io.redismigration.engine.snapshot.ExpiringHashes.ExpiringField;
import io.redismigration.redis.rdb.Crc64;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbEntry.StringForm;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Writes keys that need a command of their own: {@code SET … NX} for strings with a TTL and for
 * long ones, RESTORE of the slice, not decoded, for everything else. Where the target does not take
 * the TTL in that command, PEXPIREAT follows. No allocation per key.
 */
final class SingleValues {

  private static final Fragment SET = Fragment.command(4, "SET");
  private static final Fragment SET_UNTIL = Fragment.command(6, "SET");
  private static final Fragment NX = Fragment.arguments("NX");
  private static final Fragment PXAT = Fragment.arguments("PXAT");
  private static final Fragment RESTORE = Fragment.command(4, "RESTORE");
  private static final Fragment RESTORE_UNTIL = Fragment.command(5, "RESTORE");
  private static final Fragment ABSTTL = Fragment.arguments("ABSTTL");
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");

  private static final Fragment HPEXPIREAT = Fragment.command(6, "HPEXPIREAT");
  private static final Fragment ONE_FIELD = Fragment.arguments("FIELDS", "1");

  private static final int FOOTER = 2;
  private static final int CHECKSUM = 8;

  private final SnapshotLanes lanes;
  private final LongUnaryOperator ttl;
  private final Clock clock;
  private final boolean setTakesTime;
  private final boolean restoreTakesTime;
  private final int dumpVersion;
  private ByteBuffer decoded = ByteBuffer.allocateDirect(16 << 10);
  private Batch batch;

  SingleValues(SnapshotLanes lanes, Capabilities target, LongUnaryOperator ttl, Clock clock) {
    this.lanes = lanes;
    this.ttl = ttl;
    this.clock = clock;
    this.setTakesTime = target.has(Feature.SET_PXAT);
    this.restoreTakesTime = target.has(Feature.RESTORE_ABSTTL);
    this.dumpVersion = target.dumpFooter();
  }

  /** Writes the string that {@code entry} stands at, decoded. */
  void set(RdbEntry entry) throws InterruptedException, RdbException {
    CommandWriter writer = begin(entry, LaneCommand.SET_NX);
    boolean inOne = entry.hasExpiry() && setTakesTime;
    writer.put(inOne ? SET_UNTIL : SET);
    key(writer, entry);
    if (entry.stringForm() == StringForm.RAW) {
      writer.arg(entry.window(), entry.stringStart(), entry.stringLength());
    } else {
      writer.arg(decode(entry), 0, entry.stringLength());
    }
    if (inOne) {
      writer.put(PXAT).arg(targetExpiry(entry));
    }
    writer.put(NX);
    end(entry, inOne);
  }

  /** Writes the value that {@code entry} stands at, as it is. */
  void restore(RdbEntry entry) throws InterruptedException {
    restore(entry, entry.type(), entry.window(), entry.bodyStart(), entry.bodyLength(), List.of());
  }

  /**
   * Writes another body in place of the one that {@code entry} stands at.
   *
   * @param expiring fields of a hash to set times for
   */
  void restore(
      RdbEntry entry,
      ValueType type,
      ByteBuffer body,
      int start,
      int length,
      List<ExpiringField> expiring)
      throws InterruptedException {
    CommandWriter writer = begin(entry, LaneCommand.RESTORE);
    boolean inOne = entry.hasExpiry() && restoreTakesTime;
    writer.put(inOne ? RESTORE_UNTIL : RESTORE);
    key(writer, entry);
    writer.arg(inOne ? targetExpiry(entry) : 0);
    writer.bulkHeader(1 + length + FOOTER + CHECKSUM);
    int from = writer.size();
    writer.raw((byte) type.code()).raw(body, start, length);
    writer.raw((byte) dumpVersion).raw((byte) (dumpVersion >>> 8));
    long checksum = Crc64.update(0, writer.buffer(), from, writer.size() - from);
    writer.rawLongLittleEndian(checksum).endBulk();
    if (inOne) {
      writer.put(ABSTTL);
    }
    for (ExpiringField field : expiring) {
      batch.begin(LaneCommand.FIELD_EXPIRE_AT);
      writer.put(HPEXPIREAT);
      key(writer, entry);
      writer.arg(field.expiresAt()).put(ONE_FIELD).arg(field.name());
    }
    end(entry, inOne);
  }

  /** Writes something that is no key. */
  void load(Fragment head, byte[] body) throws InterruptedException {
    ensureBatch();
    batch.begin(LaneCommand.LOAD);
    batch.writer().put(head).arg(body);
    flushIfFull();
  }

  /** Hands over what was gathered. */
  void flush() throws InterruptedException {
    if (batch != null) {
      Batch full = batch;
      batch = null;
      lanes.submit(full);
    }
  }

  /**
   * When the key is to expire on the target. However long the snapshot took to get here, a key that
   * is past its time gets the policy's margin from now on: only the source decides that it expired,
   * and it may have been persisted since.
   */
  long targetExpiry(RdbEntry entry) {
    return ttl.applyAsLong(Math.max(entry.expiresAtMillis(), clock.millis()));
  }

  private CommandWriter begin(RdbEntry entry, LaneCommand command) throws InterruptedException {
    ensureBatch();
    batch.select((int) entry.database());
    batch.begin(command);
    return batch.writer();
  }

  private void ensureBatch() throws InterruptedException {
    if (batch == null) {
      batch = lanes.take();
    }
  }

  private void end(RdbEntry entry, boolean hasTime) throws InterruptedException {
    batch.addKeys(1);
    if (entry.hasExpiry() && !hasTime) {
      batch.begin(LaneCommand.EXPIRE_AT);
      CommandWriter writer = batch.writer();
      writer.put(PEXPIREAT);
      key(writer, entry);
      writer.arg(targetExpiry(entry));
    }
    flushIfFull();
  }

  private void flushIfFull() throws InterruptedException {
    if (batch.isFull()) {
      flush();
    }
  }

  private static void key(CommandWriter writer, RdbEntry entry) {
    writer.arg(entry.window(), entry.keyStart(), entry.keyLength());
  }

  private ByteBuffer decode(RdbEntry entry) throws RdbException {
    if (decoded.capacity() < entry.stringLength()) {
      decoded = ByteBuffer.allocateDirect(2 * entry.stringLength());
    }
    entry.writePlainString(decoded.clear());
    return decoded;
  }
}
