package io.redismigration.redis.value;

/**
 * The accumulators of one value: an ordered hash, and a sum of hashes for what has no order. A sum
 * of strong hashes modulo 2^128 is the same in any order and, for different multisets, equal only
 * by a chance of about 2^-128.
 */
final class DigestState {

  /**
   * Fixed, so that two processes agree; not a secret, so not a defence against a chosen collision.
   */
  private static final long K0 = 0x72656469736d6967L;

  private static final long K1 = 0x726174696f6e2d31L;

  /** Everything that has an order, up to the end of the value. */
  final SipHash128 ordered = new SipHash128(K0, K1);

  /** One unordered element at a time. */
  final SipHash128 element = new SipHash128(K0, ~K1);

  private long sumLow;
  private long sumHigh;
  private long count;

  void reset() {
    ordered.reset();
    sumLow = 0;
    sumHigh = 0;
    count = 0;
  }

  /** Starts an unordered element of the sort {@code tag}. */
  SipHash128 startElement(int tag) {
    element.reset();
    element.updateByte(tag);
    return element;
  }

  /** Adds the element under way to the sum. */
  void addElement() {
    element.finish();
    sumLow += element.low();
    sumHigh += element.high() + (Long.compareUnsigned(sumLow, element.low()) < 0 ? 1 : 0);
    count++;
  }

  /** Adds a string to {@code hash} so that no two sequences of strings run together the same. */
  static void text(SipHash128 hash, Slice text) {
    hash.updateLong(text.length());
    hash.update(text);
  }

  void finish() {
    ordered.updateLong(count);
    ordered.updateLong(sumLow);
    ordered.updateLong(sumHigh);
    ordered.finish();
  }
}
