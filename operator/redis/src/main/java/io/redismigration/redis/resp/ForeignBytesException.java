package io.redismigration.redis.resp;

import java.io.IOException;

/**
 * Something other than a command stood where a command of the replication stream must begin: an
 * error or another reply the primary wrote into the link (redis up to 6.2 does so, after {@code
 * CONFIG SET requirepass} for instance). Such bytes are not part of the stream and count in no
 * offset; the link has to be dropped and resumed from {@link #boundary()}.
 */
public final class ForeignBytesException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String text;
  private final long boundary;

  ForeignBytesException(String text, long boundary) {
    super("at stream position " + boundary + " stands '" + text + "' instead of a command");
    this.text = text;
    this.boundary = boundary;
  }

  /** The line that was found, as far as it had arrived; at most 256 characters. */
  public String text() {
    return text;
  }

  /** Stream bytes consumed up to the end of the last whole command. */
  public long boundary() {
    return boundary;
  }
}
