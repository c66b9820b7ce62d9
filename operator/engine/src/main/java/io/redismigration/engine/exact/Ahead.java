package io.redismigration.engine.exact;

import java.time.Duration;

/**
 * How much is asked for before what was asked for has come: two chunks where the way is short, so
 * that other clients of the server and the exactness of times to live suffer little, and as many as
 * fill the way there and back where it is long.
 *
 * @param chunks on their way at a time, 2 to 80
 */
record Ahead(int chunks) {
  /** Keys of a chunk. */
  static final int CHUNK_KEYS = 250;

  /** About what both sides need for one. */
  private static final Duration PER_CHUNK = Duration.ofMillis(2);

  static final int FEWEST = 2;

  /** Names and measures of that many keys are in memory on both sides. */
  private static final int MOST = 80;

  /** What a server lists in a millisecond or two, during which it answers nobody else. */
  private static final int MOST_LISTED = 3_000;

  static Ahead of(Duration roundTrip) {
    long chunks = FEWEST + roundTrip.toNanos() / PER_CHUNK.toNanos();
    return new Ahead((int) Math.min(MOST, chunks));
  }

  int keys() {
    return chunks * CHUNK_KEYS;
  }

  int listed() {
    return Math.min(keys(), MOST_LISTED);
  }
}
