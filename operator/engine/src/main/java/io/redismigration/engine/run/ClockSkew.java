package io.redismigration.engine.run;

import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import java.util.List;
import java.util.OptionalLong;

/** How far the target's clock is ahead of the source's, by TIME on both. */
final class ClockSkew {
  private static final int SAMPLES = 5;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private ClockSkew() {}

  /**
   * In milliseconds, rounded up; empty where TIME is not permitted. The sample with the shortest
   * round trip counts; a difference within it is none.
   */
  static OptionalLong between(RedisControl source, RedisControl target) {
    long shortest = Long.MAX_VALUE;
    long skew = 0;
    try {
      for (int i = 0; i < SAMPLES; i++) {
        long begun = System.nanoTime();
        long before = micros(source);
        long there = micros(target);
        long after = micros(source);
        long took = System.nanoTime() - begun;
        if (took < shortest) {
          shortest = took;
          skew = between(before, there, after);
        }
      }
    } catch (CommandRefusedException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.floorDiv(skew + MICROS_PER_MILLI - 1, MICROS_PER_MILLI));
  }

  /** None when the target's answer lies between the source's: no more can be told by asking. */
  private static long between(long before, long there, long after) {
    return before <= there && there <= after ? 0 : there - (before + after) / 2;
  }

  private static long micros(RedisControl server) {
    List<?> time = (List<?>) server.call("TIME");
    return Long.parseLong(String.valueOf(time.get(0))) * MICROS_PER_SECOND
        + Long.parseLong(String.valueOf(time.get(1)));
  }
}
