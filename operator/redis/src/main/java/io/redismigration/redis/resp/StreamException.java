package io.redismigration.redis.resp;

import java.io.IOException;

/** A command of the replication stream is malformed, too large, or cut off by the stream's end. */
public final class StreamException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Reason {
    /** The bytes are no RESP array of bulk strings. */
    MALFORMED,
    /** The stream ended inside a command. */
    TRUNCATED,
    /** The command is larger than the limit. */
    TOO_LARGE
  }

  private final Reason reason;
  private final long boundary;

  StreamException(Reason reason, String message, long boundary) {
    super(message + ", in the command at stream position " + boundary);
    this.reason = reason;
    this.boundary = boundary;
  }

  public Reason reason() {
    return reason;
  }

  /** Stream bytes consumed up to the end of the last whole command. */
  public long boundary() {
    return boundary;
  }
}
