package io.redismigration.engine.lane;

/**
 * A command that exchanged or emptied whole databases, and its place in the batch: keys marked
 * before and after it mean different databases.
 *
 * @param kind what it did
 * @param index of the command within its batch, from 0
 * @param one database acted on
 * @param other the second database of SWAPDB; otherwise the same
 */
public record DatabaseEvent(Kind kind, int index, int one, int other) {
  /** What happens to whole databases. */
  public enum Kind {
    SWAP,
    FLUSH
  }
}
