package io.redismigration.engine.target;

import io.redismigration.redis.resp.RedisConnection;
import java.io.IOException;

/**
 * Opens connections that may write to the target: authenticated, named, and, where an epoch is
 * kept, with the epoch read and found to be ours. For any thread.
 */
@FunctionalInterface
public interface TargetConnector {

  /**
   * Connects anew.
   *
   * @throws IOException when it did not work now; trying again may help
   * @throws io.redismigration.engine.EngineException when trying again does not help
   */
  RedisConnection connect() throws IOException;
}
