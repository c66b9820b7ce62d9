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

  private static final int MOST = 80;

  /**
   * The way is waited for twice before the first value comes: that is to be a small part of all.
   */
  private static final int CHUNKS_PER_WAY = 4;

  /** Names and measures of that many are in memory. */
  private static final int MOST_KEYS = 40_000;

  /** What a server lists in a millisecond or two, during which it answers nobody else. */
  private static final int MOST_LISTED = 3_000;

  static Ahead of(Duration roundTrip) {
    long chunks = FEWEST + roundTrip.toNanos() / PER_CHUNK.toNanos();
    return new Ahead((int) Math.min(MOST, chunks));
  }

  /** How many keys to compare in one go. */
  int keys() {
    return chunks == FEWEST
        ? chunks * CHUNK_KEYS
        : Math.min(chunks * CHUNKS_PER_WAY * CHUNK_KEYS, MOST_KEYS);
  }

  /** How many keys to list at once. */
  int listed() {
    return Math.min(chunks * CHUNK_KEYS, MOST_LISTED);
  }
}
