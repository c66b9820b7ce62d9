package io.redismigration.redis.value;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes what it is shown in the plain encodings (types 0 to 5, and the two for hashes whose fields
 * expire), which servers turn into their own packed ones when they load them. Reused; give it the
 * target type first.
 */
public final class CollectionEncoder implements ValueVisitor {

  /**
   * Distances from 1 are the times themselves, so no second pass is needed to find the smallest.
   */
  private static final long EXPIRY_BASE = 1;

  private static final double LARGEST_EXACT = 1L << 53;

  private final EncodedBody out;
  private final Slice number = new Slice();
  private ValueType type;
  private int countAt;
  private int count;

  public CollectionEncoder(EncodedBody out) {
    this.out = out;
  }

  /**
   * Starts a body of type {@code to}: {@code STRING}, {@code LIST}, {@code SET}, {@code ZSET},
   * {@code ZSET_2}, {@code HASH}, {@code HASH_METADATA} or {@code VALKEY_HASH_2}.
   */
  public void target(ValueType to) {
    type = to;
    out.clear();
  }

  @Override
  public void begin(ValueKind kind, long size) throws RdbException {
    if (kind != type.kind()) {
      throw notRepresentable("a " + kind + " as " + type);
    }
    count = 0;
    switch (type) {
      case STRING -> out.putLength(size);
      case LIST, SET, ZSET, ZSET_2, HASH, VALKEY_HASH_2 -> countAt = out.reserveCount();
      case HASH_METADATA -> {
        out.putLong(EXPIRY_BASE);
        countAt = out.reserveCount();
      }
      default -> throw notRepresentable("writing " + type);
    }
  }

  @Override
  public void stringChunk(Slice chunk) throws RdbException {
    out.putBytes(chunk.buffer(), chunk.start(), chunk.length());
  }

  @Override
  public void listElement(Slice element) throws RdbException {
    out.putString(element);
    count++;
  }

  @Override
  public void setMember(Slice member) throws RdbException {
    out.putString(member);
    count++;
  }

  @Override
  public void zsetMember(Slice member, double score) throws RdbException {
    out.putString(member);
    if (type == ValueType.ZSET_2) {
      out.putLong(Double.doubleToRawLongBits(score));
    } else {
      putScoreText(score);
    }
    count++;
  }

  private void putScoreText(double score) throws RdbException {
    if (Double.isInfinite(score)) {
      out.putByte(score > 0 ? 254 : 255);
    } else if (score == Math.rint(score) && Math.abs(score) < LARGEST_EXACT && score != 0) {
      number.setNumber((long) score);
      out.putByte(number.length());
      out.putBytes(number.buffer(), number.start(), number.length());
    } else {
      byte[] text = Double.toString(score).getBytes(StandardCharsets.US_ASCII);
      out.putByte(text.length);
      out.putBytes(ByteBuffer.wrap(text), 0, text.length);
    }
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) throws RdbException {
    boolean expires = expiresAtMillis != NO_EXPIRY;
    switch (type) {
      case HASH_METADATA -> out.putLength(expires ? expiresAtMillis - EXPIRY_BASE + 1 : 0);
      case HASH -> {
        if (expires) {
          throw notRepresentable("a field that expires as " + type);
        }
      }
      default -> {}
    }
    out.putString(field);
    out.putString(value);
    if (type == ValueType.VALKEY_HASH_2) {
      out.putLong(expiresAtMillis);
    }
    count++;
  }

  @Override
  public void end() throws RdbException {
    if (type == ValueType.STRING) {
      return;
    }
    if (count == 0) {
      throw notRepresentable("an empty " + type.kind());
    }
    out.setCount(countAt, count);
  }

  private RdbException notRepresentable(String what) {
    return new RdbException(RdbException.Reason.NotRepresentable, out.length(), what);
  }
}
