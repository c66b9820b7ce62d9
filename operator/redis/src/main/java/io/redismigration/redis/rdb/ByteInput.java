package io.redismigration.redis.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an RDB file come from: a blocking sequential source that ends where the file
 * ends.
 */
@FunctionalInterface
public interface ByteInput {

  /**
   * Reads what is there, waiting for at least one byte unless {@code dst} has no room.
   *
   * @return the number of bytes put into {@code dst}, or -1 at the end
   */
  int read(ByteBuffer dst) throws IOException;
}
