package io.redismigration.redis.rdb;

import java.nio.ByteBuffer;

/**
 * Expands what the servers compress with LZF (redis lzf_d.c): literal runs and references at most 8
 * KiB back.
 */
public final class Lzf {

  /**
   * No reference of three bytes stands for more than 264, so no output is larger than 88 times its
   * input.
   */
  private static final int LARGEST_RATIO = 88;

  private Lzf() {}

  /**
   * Whether {@code compressed} bytes can expand to {@code expanded} at all; checked before anything
   * is allocated.
   */
  public static boolean isPlausible(long compressed, long expanded) {
    return compressed > 0
        && expanded > 0
        && (compressed > Long.MAX_VALUE / LARGEST_RATIO || expanded <= compressed * LARGEST_RATIO);
  }

  /**
   * Expands {@code length} bytes of {@code from} into exactly {@code expanded} bytes of {@code to},
   * by absolute positions; neither buffer's position moves. Allocates nothing.
   *
   * @param fileOffset where the compressed bytes stand in the file, for the error
   * @throws RdbException {@code Corrupt} if the result would be shorter or longer or refers to
   *     before its start
   */
  public static void expand(
      ByteBuffer from,
      int start,
      int length,
      ByteBuffer to,
      int toStart,
      int expanded,
      long fileOffset)
      throws RdbException {
    int in = start;
    final int inEnd = start + length;
    int out = toStart;
    final int outEnd = toStart + expanded;
    while (in < inEnd) {
      int control = from.get(in++) & 0xff;
      if (control < 32) {
        int run = control + 1;
        if (run > inEnd - in || run > outEnd - out) {
          throw corrupt(fileOffset, in - start);
        }
        to.put(out, from, in, run);
        in += run;
        out += run;
        continue;
      }
      int copy = control >>> 5;
      if (copy == 7) {
        if (in >= inEnd) {
          throw corrupt(fileOffset, in - start);
        }
        copy += from.get(in++) & 0xff;
      }
      if (in >= inEnd) {
        throw corrupt(fileOffset, in - start);
      }
      copy += 2;
      int back = ((control & 0x1f) << 8 | from.get(in++) & 0xff) + 1;
      if (back > out - toStart || copy > outEnd - out) {
        throw corrupt(fileOffset, in - start);
      }
      for (int i = 0; i < copy; i++, out++) {
        to.put(out, to.get(out - back));
      }
    }
    if (out != outEnd) {
      throw corrupt(fileOffset, length);
    }
  }

  private static RdbException corrupt(long fileOffset, int at) {
    return new RdbException(
        RdbException.Reason.Corrupt,
        fileOffset + at,
        "compressed string does not expand to its stated length");
  }
}
