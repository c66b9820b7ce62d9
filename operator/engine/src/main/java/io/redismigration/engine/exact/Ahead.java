package io.redismigration.engine.exact;

import java.time.Duration;

/**
 * How much is asked for before what was asked for has come: two chunks where the way is short, so
 * that other clients of the server and the exactness of times to live suffer little, and as many as
 * fill the way there and back where it is long.
 *
 * @param chunks on their way at a time, 2 to 12
 */
record Ahead(int chunks) {
  /** Keys of a chunk. */
  static final int CHUNK_KEYS = 250;

  /** About what both sides need for one. */
  private static final Duration PER_CHUNK = Duration.ofMillis(4);

  private static final int FEWEST = 2;

  /** As many names as a server lists in a millisecond or two. */
  private static final int MOST = 12;

  static Ahead of(Duration roundTrip) {
    long chunks = FEWEST + roundTrip.toNanos() / PER_CHUNK.toNanos();
    return new Ahead((int) Math.min(MOST, chunks));
  }

  int keys() {
    return chunks * CHUNK_KEYS;
  }
}
