package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Writes hashes whose fields may expire: the fields by RESTORE, as a hash of the oldest encoding,
 * and their times by HPEXPIREAT, so that a field, like a key, never expires on the target before
 * the source says so. Decodes, and allocates per field that expires.
 */
final class ExpiringHashes extends UnsupportedValues {

  private static final int SIX_BITS = 1 << 6;
  private static final int FOURTEEN_BITS = 1 << 14;

  private final SingleValues singleValues;
  private final ValueDecoder decoder;
  private final LongUnaryOperator ttl;
  private final Clock clock;
  private final CommandWriter body = new CommandWriter();
  private final CommandWriter fields = new CommandWriter();
  private final List<ExpiringField> expiring = new ArrayList<>();
  private int count;

  /**
   * @param expiresAt on the target, milliseconds since the epoch
   */
  record ExpiringField(byte[] name, long expiresAt) {}

  ExpiringHashes(
      SingleValues singleValues, ValueDecoder decoder, LongUnaryOperator ttl, Clock clock) {
    this.singleValues = singleValues;
    this.decoder = decoder;
    this.ttl = ttl;
    this.clock = clock;
  }

  /** Writes the hash that {@code entry} stands at. */
  void write(RdbEntry entry) throws IOException, InterruptedException {
    count = 0;
    expiring.clear();
    fields.clear();
    decoder.decode(
        entry.type(), RdbWindow.over(entry.window(), entry.bodyStart(), entry.bodyLength()), this);
    body.clear();
    length(body, count);
    ByteBuffer all = fields.buffer();
    body.raw(all, 0, all.limit());
    singleValues.restore(entry, ValueType.HASH, body.buffer(), 0, body.size(), expiring);
  }

  @Override
  public void begin(ValueKind kind, long size) {}

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) {
    length(fields, field.length());
    fields.raw(field.buffer(), field.start(), field.length());
    length(fields, value.length());
    fields.raw(value.buffer(), value.start(), value.length());
    count++;
    if (expiresAtMillis != NO_EXPIRY) {
      long later = ttl.applyAsLong(Math.max(expiresAtMillis, clock.millis()));
      expiring.add(new ExpiringField(field.toByteArray(), later));
    }
  }

  @Override
  public void end() {}

  /** A length as RDB files have it (redis rdb.c, rdbSaveLen). */
  private static void length(CommandWriter to, int length) {
    if (length < SIX_BITS) {
      to.raw((byte) length);
    } else if (length < FOURTEEN_BITS) {
      to.raw((byte) (0x40 | length >>> 8)).raw((byte) length);
    } else {
      to.raw((byte) 0x80);
      for (int shift = 24; shift >= 0; shift -= 8) {
        to.raw((byte) (length >>> shift));
      }
    }
  }

  @Override
  EngineException unsupported() {
    return new EngineException(
        Reason.SnapshotCorrupt,
        "a hash holds something else",
        "check the dump with redis-check-rdb");
  }
}
