package io.redismigration.testkit.data;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Random words, numbers and bytes; the same ones for the same seed. */
final class Values {

  private static final byte[] LETTERS =
      "abcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
  private static final double[] CORNER_SCORES = {
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0,
    -1,
    0.1 + 0.2,
    -1.0 / 3,
    1e300,
    -1e-300,
    9007199254740993.0
  };

  private final SplittableRandom random;

  Values(long seed) {
    random = new SplittableRandom(seed);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] ascii(long number) {
    return ascii(Long.toString(number));
  }

  /** From 0 inclusive to the bound exclusive. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  int between(int lowest, int highest) {
    return random.nextInt(lowest, highest + 1);
  }

  /** A number of any magnitude, 8 to 64 bits, of either sign. */
  byte[] integer() {
    return ascii(random.nextLong() >> (8 * random.nextInt(8)));
  }

  byte[] text(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = LETTERS[random.nextInt(LETTERS.length)];
    }
    return bytes;
  }

  /** Any bytes: no compression helps. */
  byte[] binary(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i += Long.BYTES) {
      long eight = random.nextLong();
      for (int j = i; j < Math.min(i + Long.BYTES, length); j++) {
        bytes[j] = (byte) eight;
        eight >>= Byte.SIZE;
      }
    }
    return bytes;
  }

  /** A few bytes over and over, which LZF shrinks. */
  byte[] compressible(int length) {
    byte[] bytes = new byte[length];
    byte[] pattern = text(between(3, 40));
    for (int i = 0; i < length; i++) {
      bytes[i] = pattern[i % pattern.length];
    }
    return bytes;
  }

  /** A member or field: mostly a short word, at times a number, at times bytes. */
  byte[] element() {
    return switch (random.nextInt(6)) {
      case 0 -> integer();
      case 1 -> binary(between(1, 30));
      default -> text(between(1, 24));
    };
  }

  /**
   * Corner cases as well as doubles that need all 17 digits. Not the negative zero: ZADD keeps its
   * sign up to 6.2 and loses it from 7.0 on in small sets, so that the same commands would not make
   * the same data.
   */
  byte[] score() {
    int which = random.nextInt(30);
    double score =
        which < CORNER_SCORES.length
            ? CORNER_SCORES[which]
            : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20));
    if (Double.isInfinite(score)) {
      return ascii(score > 0 ? "inf" : "-inf");
    }
    return ascii(which % 3 == 0 ? Double.toString(Math.rint(score) + 0.0) : Double.toString(score));
  }
}
