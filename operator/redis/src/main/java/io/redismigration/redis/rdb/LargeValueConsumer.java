package io.redismigration.redis.rdb;

import java.io.IOException;

/** Takes the body of a value that is too large for a slice, as it arrives. */
@FunctionalInterface
public interface LargeValueConsumer {

  /**
   * Reads the body of a value of {@code type} from {@code body}, all of it and nothing behind it.
   *
   * @param maxElementBytes the largest single element to hold in memory
   */
  void readBody(ValueType type, RdbWindow body, int maxElementBytes) throws IOException;
}
