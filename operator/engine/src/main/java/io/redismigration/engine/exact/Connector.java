package io.redismigration.engine.exact;

import io.redismigration.redis.resp.RedisConnection;
import java.io.IOException;

/** Opens connections to one side, authenticated and named. For any thread. */
@FunctionalInterface
public interface Connector {

  /**
   * Connects anew.
   *
   * @throws IOException when it did not work now; trying again may help
   */
  RedisConnection connect() throws IOException;
}
