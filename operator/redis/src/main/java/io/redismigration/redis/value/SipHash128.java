package io.redismigration.redis.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits of output (Aumasson and Bernstein; reference implementation's
 * siphash.c): a keyed hash whose sums cannot be steered without the key. Streaming, reused,
 * allocates nothing.
 */
public final class SipHash128 {

  private final long k0;
  private final long k1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long pending;
  private long total;
  private long low;
  private long high;

  public SipHash128(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
    reset();
  }

  public void reset() {
    v0 = k0 ^ 0x736f6d6570736575L;
    v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = k0 ^ 0x6c7967656e657261L;
    v3 = k1 ^ 0x7465646279746573L;
    pending = 0;
    total = 0;
  }

  public void update(Slice bytes) {
    update(bytes.buffer(), bytes.start(), bytes.length());
  }

  public void update(ByteBuffer buffer, int start, int length) {
    int at = start;
    int end = start + length;
    boolean swap = buffer.order() != ByteOrder.LITTLE_ENDIAN;
    int shift = (int) (total & 7) * 8;
    for (; at + 8 <= end; at += 8) {
      long word = buffer.getLong(at);
      absorb(swap ? Long.reverseBytes(word) : word, shift);
    }
    total += at - start;
    for (; at < end; at++) {
      updateByte(buffer.get(at));
    }
  }

  public void updateLong(long value) {
    absorb(value, (int) (total & 7) * 8);
    total += 8;
  }

  public void updateByte(int value) {
    pending |= (value & 0xffL) << (total & 7) * 8;
    total++;
    if ((total & 7) == 0) {
      compress(pending);
      pending = 0;
    }
  }

  /** Ends the message; {@link #low} and {@link #high} are its hash. */
  public void finish() {
    compress(total << 56 | pending);
    v2 ^= 0xee;
    round();
    round();
    round();
    round();
    low = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    round();
    round();
    round();
    round();
    high = v0 ^ v1 ^ v2 ^ v3;
  }

  public long low() {
    return low;
  }

  public long high() {
    return high;
  }

  /** Eight bytes behind {@code shift / 8} that wait for the rest of their word. */
  private void absorb(long word, int shift) {
    if (shift == 0) {
      compress(word);
    } else {
      compress(pending | word << shift);
      pending = word >>> 64 - shift;
    }
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    long a = v0 + v1;
    long c = v2 + v3;
    long b = Long.rotateLeft(v1, 13) ^ a;
    long d = Long.rotateLeft(v3, 16) ^ c;
    a = Long.rotateLeft(a, 32);
    c += b;
    a += d;
    b = Long.rotateLeft(b, 17) ^ c;
    d = Long.rotateLeft(d, 21) ^ a;
    v0 = a;
    v1 = b;
    v2 = Long.rotateLeft(c, 32);
    v3 = d;
  }
}
