package io.redismigration.engine.snapshot;

import io.redismigration.redis.resp.CommandWriter;

/** Scores of sorted sets as arguments, in the fewest characters that give the same number back. */
final class ScoreText {

  private static final double LARGEST_EXACT = 1L << 53;

  private ScoreText() {}

  /** Writes {@code score}; allocates only if it is no whole number. */
  static void write(CommandWriter writer, double score) {
    if (score == Double.POSITIVE_INFINITY) {
      writer.arg("inf");
    } else if (score == Double.NEGATIVE_INFINITY) {
      writer.arg("-inf");
    } else if (score == Math.rint(score)
        && Math.abs(score) <= LARGEST_EXACT
        && Double.doubleToRawLongBits(score) != Long.MIN_VALUE) {
      writer.arg((long) score);
    } else {
      writer.arg(Double.toString(score));
    }
  }
}
