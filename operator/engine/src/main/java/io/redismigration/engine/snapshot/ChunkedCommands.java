package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.KeyNames;
import io.redismigration.engine.snapshot.OneInFlight.Size;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.value.Slice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Turns a value, element by element, into commands of some ten KiB: SET and APPEND, RPUSH, SADD,
 * ZADD, HSET, and HPEXPIREAT for fields that expire. Holds one command in memory. Streams are
 * another matter: they are written whole.
 */
final class ChunkedCommands extends UnsupportedValues {

  private final OneInFlight target;
  private final byte[] key;
  private final int chunkBytes;
  private final boolean hsetTakesMany;
  private final LongUnaryOperator ttl;
  private final CommandWriter elements;
  private final List<ExpiringField> expiring = new ArrayList<>();
  private ValueKind kind;
  private int count;
  private long written;

  private record ExpiringField(byte[] name, long expiresAt) {}

  /**
   * @param hsetTakesMany whether HSET sets several fields, else it is HMSET
   * @param elements scratch memory
   */
  ChunkedCommands(
      OneInFlight target,
      byte[] key,
      int chunkBytes,
      boolean hsetTakesMany,
      LongUnaryOperator ttl,
      CommandWriter elements) {
    this.target = target;
    this.key = key;
    this.chunkBytes = chunkBytes;
    this.hsetTakesMany = hsetTakesMany;
    this.ttl = ttl;
    this.elements = elements;
  }

  /** Elements, or bytes of a string, that the value has. */
  long written() {
    return written;
  }

  @Override
  public void begin(ValueKind ofKind, long size) throws IOException {
    kind = ofKind;
    elements.clear();
    target.measureBy(
        switch (ofKind) {
          case STRING -> Size.STRLEN;
          case LIST -> Size.LLEN;
          case SET -> Size.SCARD;
          case ZSET -> Size.ZCARD;
          case HASH -> Size.HLEN;
          case STREAM, MODULE, ARRAY -> throw unsupported();
        });
  }

  @Override
  public void stringChunk(Slice chunk) throws IOException {
    elements.raw(chunk.buffer(), chunk.start(), chunk.length());
    // Larger pieces than elsewhere: appending costs the target little more than a copy.
    if (elements.size() >= 16 * chunkBytes) {
      flushString();
    }
  }

  @Override
  public void listElement(Slice element) throws IOException {
    arg(element);
    added(1);
  }

  @Override
  public void setMember(Slice member) throws IOException {
    arg(member);
    added(1);
  }

  @Override
  public void zsetMember(Slice member, double score) throws IOException {
    ScoreText.write(elements, score);
    arg(member);
    added(2);
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) throws IOException {
    arg(field);
    arg(value);
    if (expiresAtMillis != NO_EXPIRY) {
      long later = ttl.applyAsLong(Math.max(expiresAtMillis, System.currentTimeMillis()));
      expiring.add(new ExpiringField(field.toByteArray(), later));
    }
    added(2);
  }

  @Override
  public void end() throws IOException {
    if (kind == ValueKind.STRING) {
      flushString();
    } else {
      flush();
    }
  }

  private void arg(Slice slice) {
    elements.arg(slice.buffer(), slice.start(), slice.length());
  }

  private void added(int arguments) throws IOException {
    count += arguments;
    written++;
    if (elements.size() >= chunkBytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (count == 0) {
      return;
    }
    String name =
        switch (kind) {
          case LIST -> "RPUSH";
          case SET -> "SADD";
          case ZSET -> "ZADD";
          default -> hsetTakesMany ? "HSET" : "HMSET";
        };
    CommandWriter writer = target.writer();
    writer.begin(2 + count).arg(name).arg(key);
    writer.raw(elements.buffer(), 0, elements.size());
    int pairs = kind == ValueKind.LIST || kind == ValueKind.SET ? 1 : 2;
    long before = kind == ValueKind.LIST ? written - count / pairs : OneInFlight.REPEATABLE;
    submit(before, written);
    elements.clear();
    count = 0;
    flushExpiring();
  }

  private void flushExpiring() throws IOException {
    for (ExpiringField field : expiring) {
      target
          .writer()
          .begin(6)
          .arg("HPEXPIREAT")
          .arg(key)
          .arg(field.expiresAt())
          .arg("FIELDS")
          .arg(1)
          .arg(field.name());
      submit(OneInFlight.REPEATABLE, written);
    }
    expiring.clear();
  }

  private void flushString() throws IOException {
    int length = elements.size();
    if (length == 0 && written > 0) {
      return;
    }
    CommandWriter writer = target.writer();
    writer.begin(written == 0 ? 4 : 3).arg(written == 0 ? "SET" : "APPEND").arg(key);
    writer.arg(elements.buffer(), 0, length);
    if (written == 0) {
      writer.arg("NX");
    }
    submit(written, written + length);
    written += length;
    elements.clear();
  }

  private void submit(long before, long after) throws IOException {
    try {
      target.submit(before, after);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing a large value");
    }
  }

  @Override
  EngineException unsupported() {
    return new EngineException(
        Reason.ValueNotSupportedByTarget,
        "a stream or a module's value is too large for the memory there is, or cannot be written as"
            + " the target's version would need it: "
            + KeyNames.printable(key),
        "give this program more memory, it writes such values whole up to an eighth of it; or"
            + " choose a target of the source's version");
  }
}
