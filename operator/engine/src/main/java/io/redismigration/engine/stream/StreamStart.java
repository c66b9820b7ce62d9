package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.Checkpoint;

/**
 * Where the stream is taken up: the bytes begin after {@code confirmed}, what ends at or before
 * {@code applied} is in the target already, though its replies were never checked.
 *
 * @param confirmed offset of the byte before the stream's first
 * @param applied offset of the last byte applied, at least {@code confirmed}
 * @param inside commands applied of the source's transaction that begins after {@code applied}
 * @param database selected at {@code confirmed}
 */
public record StreamStart(long confirmed, long applied, long inside, int database) {

  public StreamStart {
    if (confirmed < 0 || applied < confirmed || inside < 0 || database < 0) {
      throw new IllegalArgumentException(
          "confirmed " + confirmed + ", applied " + applied + ", inside " + inside);
    }
  }

  /** After a full sync whose snapshot ended at that offset. */
  public static StreamStart afterSnapshot(long offset, int database) {
    return new StreamStart(offset, offset, 0, database);
  }

  /** Where a checkpoint says. */
  public static StreamStart resuming(Checkpoint stored) {
    return new StreamStart(
        stored.confirmed(), stored.applied(), stored.inside(), stored.database());
  }
}
