package io.redismigration.redis.resp;

import java.io.IOException;

/** What arrived is not RESP2. The connection cannot be used any further. */
public final class RespException extends IOException {

  private static final long serialVersionUID = 1L;

  public RespException(String message) {
    super(message);
  }
}
