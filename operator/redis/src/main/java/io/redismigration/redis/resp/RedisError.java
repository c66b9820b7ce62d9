package io.redismigration.redis.resp;

import java.util.Objects;
import java.util.Optional;

/**
 * An error reply.
 *
 * @param code what it means
 * @param text what the server wrote, without the leading minus; remote text, not to be shown
 *     unexamined
 */
public record RedisError(ErrorCode code, String text) {

  /**
   * Where MOVED and ASK point to.
   *
   * @param slot 0 to 16383
   * @param host empty when the server does not know it: the same host as before is meant
   * @param port as announced
   */
  public record Redirect(int slot, String host, int port) {}

  public RedisError {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(text, "text");
  }

  public static RedisError of(String text) {
    return new RedisError(ErrorCode.of(text), text);
  }

  /** The target of MOVED or ASK; empty for other errors and for texts that cannot be read. */
  public Optional<Redirect> redirect() {
    if (code != ErrorCode.MOVED && code != ErrorCode.ASK) {
      return Optional.empty();
    }
    String[] words = text.split(" ");
    int colon = words.length < 3 ? -1 : words[2].lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Redirect(
              Integer.parseInt(words[1]),
              words[2].substring(0, colon),
              Integer.parseInt(words[2].substring(colon + 1))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
