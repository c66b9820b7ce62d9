package io.redismigration.engine.bucket;

import java.util.BitSet;

/**
 * A multiset of digests of 128 bits, as one sum modulo 2^128 and a count per bucket: the same in
 * any order and, for different multisets, equal only by a chance of about 2^-128. Constant memory,
 * 1.25 MiB, no allocation per key. For one thread.
 */
public final class Buckets {
  /** One key that differs has to be looked for among one in as many. */
  public static final int COUNT = 1 << 16;

  private final long[] low = new long[COUNT];
  private final long[] high = new long[COUNT];
  private final int[] keys = new int[COUNT];

  /** The bucket of a key with that hash. */
  static int of(long hash) {
    return (int) hash & COUNT - 1;
  }

  void add(int bucket, long digestLow, long digestHigh) {
    low[bucket] += digestLow;
    boolean carry = Long.compareUnsigned(low[bucket], digestLow) < 0;
    high[bucket] += digestHigh + (carry ? 1 : 0);
    keys[bucket]++;
  }

  /** Buckets whose contents are not the same as the other's. */
  public BitSet differingFrom(Buckets other) {
    BitSet differing = new BitSet(COUNT);
    for (int i = 0; i < COUNT; i++) {
      if (low[i] != other.low[i] || high[i] != other.high[i] || keys[i] != other.keys[i]) {
        differing.set(i);
      }
    }
    return differing;
  }
}
