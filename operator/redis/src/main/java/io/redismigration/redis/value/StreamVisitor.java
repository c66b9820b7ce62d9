package io.redismigration.redis.value;

import java.io.IOException;

/**
 * Takes the parts of a stream in the order of the file: entries, {@link #streamInfo}, then per
 * group its pending entries, consumers with theirs and released entries, then idempotency. Ids come
 * as two unsigned longs so that nothing is allocated per entry.
 */
public interface StreamVisitor {

  /** An entry that was not deleted; {@code fields} calls of {@link #streamField} follow. */
  default void streamEntry(long millis, long sequence, int fields) throws IOException {
    throw new UnsupportedOperationException("streamEntry");
  }

  default void streamField(Slice field, Slice value) throws IOException {
    throw new UnsupportedOperationException("streamField");
  }

  default void streamInfo(StreamInfo info) throws IOException {
    throw new UnsupportedOperationException("streamInfo");
  }

  /**
   * @param lastDelivered the last id delivered to the group
   * @param entriesRead entries the group has read, or -1 where unknown
   */
  default void streamGroup(Slice name, StreamId lastDelivered, long entriesRead)
      throws IOException {
    throw new UnsupportedOperationException("streamGroup");
  }

  /**
   * An entry of the last group that was delivered and not acknowledged. Which consumer has it is
   * told by {@link #streamConsumerPending}; ids come in ascending order here and there.
   *
   * @param deliveredAtMillis last delivery, milliseconds since the epoch
   */
  default void streamPending(long millis, long sequence, long deliveredAtMillis, long deliveries)
      throws IOException {
    throw new UnsupportedOperationException("streamPending");
  }

  /**
   * A consumer of the last group.
   *
   * @param seenAtMillis last attempt to read
   * @param activeAtMillis last successful one; -1 for none, and in layouts before Redis 7.2
   */
  default void streamConsumer(Slice name, long seenAtMillis, long activeAtMillis)
      throws IOException {
    throw new UnsupportedOperationException("streamConsumer");
  }

  /** A pending entry of the last group that belongs to the last consumer. */
  default void streamConsumerPending(long millis, long sequence) throws IOException {
    throw new UnsupportedOperationException("streamConsumerPending");
  }

  /**
   * A pending entry of the last group that was given back and belongs to no consumer (XNACK, Redis
   * 8.8).
   */
  default void streamReleased(long millis, long sequence) throws IOException {
    throw new UnsupportedOperationException("streamReleased");
  }

  /** How long and how many ids of producers are remembered (Redis 8.6). */
  default void streamIdempotency(long durationSeconds, long maxEntries) throws IOException {
    throw new UnsupportedOperationException("streamIdempotency");
  }

  /** A producer whose ids are remembered. */
  default void streamProducer(Slice producer) throws IOException {
    throw new UnsupportedOperationException("streamProducer");
  }

  /** An id of the last producer and the entry it became. */
  default void streamProducerEntry(Slice idempotentId, long millis, long sequence)
      throws IOException {
    throw new UnsupportedOperationException("streamProducerEntry");
  }

  /** Ids ever added, and those of them that were duplicates. */
  default void streamIdempotencyCounters(long added, long duplicates) throws IOException {
    throw new UnsupportedOperationException("streamIdempotencyCounters");
  }
}
