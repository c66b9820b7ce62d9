package io.redismigration.engine.ttl;

/**
 * When bytes of the stream were written, on the source's clock: what a TTL counts from where the
 * stream carries it relative to the moment its command ran (sources before Redis 7.0).
 */
@FunctionalInterface
public interface WriteTimes {

  /**
   * The latest moment at which the byte at {@code offset} can have been written: the time it
   * arrived here, or, where that is not known (bytes replayed from the source's backlog), the
   * latest possible.
   *
   * @param offset replication offset of a byte already received
   * @return milliseconds since the epoch, by the source's clock
   */
  long sourceMillis(long offset);
}
