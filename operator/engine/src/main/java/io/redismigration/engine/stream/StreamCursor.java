package io.redismigration.engine.stream;

import io.redismigration.redis.resp.StreamCommand;

/** Where the parser stands in the stream, and in which database. For the applier's thread. */
final class StreamCursor {
  private long base;
  private int database;

  /**
   * @param base offset of the byte before the parser's first
   * @param database selected there
   */
  StreamCursor(long base, int database) {
    this.base = base;
    this.database = database;
  }

  /** Offset of the byte before the parser's first. */
  long base() {
    return base;
  }

  /** A new parser begins after that offset. */
  void restartAfter(long offset) {
    base = offset;
  }

  /** Offset of a command's last byte. */
  long endOf(StreamCommand command) {
    return base + command.endOffset();
  }

  /** The database selected now. */
  int database() {
    return database;
  }

  void select(int selected) {
    database = selected;
  }
}
