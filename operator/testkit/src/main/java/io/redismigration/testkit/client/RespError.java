package io.redismigration.testkit.client;

/** The server answered with an error, such as {@code NOAUTH Authentication required.} */
public final class RespError extends RuntimeException {

  public RespError(String message) {
    super(message);
  }

  /** The first word, which names the kind: {@code ERR}, {@code NOAUTH}, {@code MOVED}. */
  public String code() {
    int blank = getMessage().indexOf(' ');
    return blank < 0 ? getMessage() : getMessage().substring(0, blank);
  }
}
