package io.redismigration.engine.lane;

import io.redismigration.redis.resp.RedisError;

/**
 * Told, on the lane's thread, what the replies of a batch say. Calls for one batch come in the
 * order of its commands and end with {@link #confirmed}.
 */
public interface LaneListener {

  /** A command answered with an error, which did not undo the others. */
  void failed(OrderedBatch batch, int index, RedisError error);

  /** A command that has to have an effect had none. */
  void withoutEffect(OrderedBatch batch, int index);

  /**
   * The batch was applied as a whole, but which of its commands failed is not known: the connection
   * broke before the replies came.
   */
  void repliesLost(OrderedBatch batch);

  /** All that can be said of this batch has been said. */
  void confirmed(OrderedBatch batch);
}
