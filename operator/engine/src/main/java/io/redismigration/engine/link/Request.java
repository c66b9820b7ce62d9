package io.redismigration.engine.link;

import java.util.Optional;

/** What to ask the source for on the next connection. */
sealed interface Request {

  /**
   * Everything.
   *
   * @param cause why the stream cannot be continued; empty for the first sync, which needs no leave
   */
  record Everything(Optional<String> cause) implements Request {}

  /**
   * The stream.
   *
   * @param next offset of the first byte wanted
   */
  record Stream(String replicationId, long next) implements Request {}
}
