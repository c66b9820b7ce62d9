package io.redismigration.redis.value;

/**
 * The id of a stream entry, both halves unsigned.
 *
 * @param millis time part, milliseconds since the epoch
 * @param sequence number within the millisecond
 */
public record StreamId(long millis, long sequence) {

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
