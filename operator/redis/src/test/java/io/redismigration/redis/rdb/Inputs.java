package io.redismigration.redis.rdb;

import java.util.Random;
import java.util.function.IntSupplier;

/** Byte inputs for tests. */
public final class Inputs {

  private Inputs() {}

  /** As much as fits at once. */
  public static ByteInput of(byte[] bytes) {
    return inPiecesOf(bytes, () -> Integer.MAX_VALUE);
  }

  /** One to {@code most} bytes at a time, so that every structure is cut somewhere. */
  public static ByteInput trickle(byte[] bytes, int most, long seed) {
    Random random = new Random(seed);
    return inPiecesOf(bytes, () -> 1 + random.nextInt(most));
  }

  private static ByteInput inPiecesOf(byte[] bytes, IntSupplier size) {
    int[] at = {0};
    return dst -> {
      if (at[0] == bytes.length) {
        return -1;
      }
      int n = Math.min(Math.min(dst.remaining(), size.getAsInt()), bytes.length - at[0]);
      dst.put(bytes, at[0], n);
      at[0] += n;
      return n;
    };
  }
}
