package io.redismigration.engine.stream;

import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.resp.StreamCommand;
import java.util.function.ToLongFunction;

/**
 * Turns the times in commands into the expiry times to set on the target. Relative ones (sources
 * before Redis 7.0) count from the moment the command arrived, on the source's clock.
 */
final class SourceTimes {
  private static final long MILLIS = 1_000;

  private final ToLongFunction<StreamCommand> arrivalMillis;
  private final TtlPolicy policy;

  SourceTimes(ToLongFunction<StreamCommand> arrivalMillis, TtlPolicy policy) {
    this.arrivalMillis = arrivalMillis;
    this.policy = policy;
  }

  /** Argument {@code index} is milliseconds from the command's moment. */
  long afterMillis(StreamCommand in, int index) {
    return policy.targetExpiry(sum(arrivalMillis.applyAsLong(in), in.argNumber(index)));
  }

  /** Argument {@code index} is seconds from the command's moment. */
  long afterSeconds(StreamCommand in, int index) {
    long millis = product(in.argNumber(index));
    return policy.targetExpiry(sum(arrivalMillis.applyAsLong(in), millis));
  }

  /** Argument {@code index} is milliseconds since the epoch. */
  long atMillis(StreamCommand in, int index) {
    return policy.targetExpiry(in.argNumber(index));
  }

  /** Argument {@code index} is seconds since the epoch. */
  long atSeconds(StreamCommand in, int index) {
    return policy.targetExpiry(product(in.argNumber(index)));
  }

  private static long sum(long moment, long delay) {
    long sum = moment + delay;
    return sum < 0 && delay > 0 ? Long.MAX_VALUE : sum;
  }

  private static long product(long seconds) {
    return seconds > Long.MAX_VALUE / MILLIS ? Long.MAX_VALUE : seconds * MILLIS;
  }
}
