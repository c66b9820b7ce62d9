package io.redismigration.redis.resp;

import java.io.IOException;

/** The server answered with an error where the caller needed an answer. The connection is good. */
public final class RedisErrorException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient RedisError error;

  /**
   * @param command the command's name, without arguments
   * @param error the reply
   */
  public RedisErrorException(String command, RedisError error) {
    super(command + " was refused: " + error.text());
    this.error = error;
  }

  public RedisError error() {
    return error;
  }

  public ErrorCode code() {
    return error.code();
  }
}
