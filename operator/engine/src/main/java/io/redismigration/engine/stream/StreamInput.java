package io.redismigration.engine.stream;

import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.time.Duration;

/** The stream's bytes as they come out of the spool, for one reader. */
public interface StreamInput extends ByteInput {

  /** Bytes that can be read without waiting. */
  long available();

  /**
   * Waits until a read would return or throw at once, or until {@link #wakeUp}.
   *
   * @return whether a read would return, or throw, at once
   */
  boolean await(Duration atMost);

  /** Makes a pending or the next {@link #await} return. For any thread. */
  void wakeUp();

  /**
   * Something that is not the stream came over the link: forgets everything after {@code offset}
   * and has the link ask for it again.
   *
   * @param offset of the last byte of the last whole command
   * @param why what was found
   */
  void resumeAfter(long offset, String why) throws IOException, InterruptedException;
}
