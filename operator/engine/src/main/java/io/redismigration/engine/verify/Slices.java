package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.Side;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Feature;
import java.io.IOException;

/** How much of a large value is asked for in one piece. */
final class Slices {
  /** Of a string. */
  static final long BYTES = 1 << 20;

  private static final int MOST_ELEMENTS = 500;

  private Slices() {}

  /**
   * How many elements of a value are about a slice of bytes.
   *
   * @param size how many it has
   */
  static int elements(Side side, int database, byte[] key, long size) throws IOException {
    if (!side.server().has(Feature.MEMORY_USAGE)) {
      return MOST_ELEMENTS;
    }
    Reply used = Commands.ask(side.in(database), words("MEMORY", Commands.ascii("USAGE"), key));
    long bytes = used instanceof Reply.Integer number ? number.value() : 0;
    long fitting = bytes == 0 ? MOST_ELEMENTS : BYTES * Math.max(1, size) / bytes;
    return (int) Math.max(1, Math.min(MOST_ELEMENTS, fitting));
  }

  /** A score; texts of the same one differ between versions. */
  static double score(Reply text) {
    return switch (text.text()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.text());
    };
  }
}
