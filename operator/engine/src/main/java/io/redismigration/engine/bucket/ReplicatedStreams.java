package io.redismigration.engine.bucket;

import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.StreamId;
import io.redismigration.redis.value.StreamInfo;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What of a stream is replicated, handed on to the digest. Not replicated, so different on a real
 * replica, too: how many entries a group has read, which XREADGROUP streams as XCLAIM … LASTID
 * (redis 7.0 t_stream.c, streamPropagateXCLAIM); and, before 7.2, consumers that were made by a
 * read that found nothing.
 */
public final class ReplicatedStreams implements ValueVisitor {
  private static final long UNKNOWN = -1;

  private final CanonicalDigest digest;
  private final boolean idleConsumers;
  private final Slice waiting = new Slice();
  private boolean waits;

  /**
   * Whether consumers that wait for nothing count: where both sides replicate them, which is from
   * 7.2 on, the release that brought NO-TOUCH, too.
   */
  public static boolean idleConsumersCount(Capabilities source, Capabilities target) {
    return source.has(Feature.CLIENT_NO_TOUCH) && target.has(Feature.CLIENT_NO_TOUCH);
  }

  /**
   * @param idleConsumers whether consumers without pending entries count
   */
  public ReplicatedStreams(CanonicalDigest digest, boolean idleConsumers) {
    this.digest = digest;
    this.idleConsumers = idleConsumers;
  }

  @Override
  public void begin(ValueKind kind, long size) {
    waits = false;
    digest.begin(kind, size);
  }

  @Override
  public void streamEntry(long millis, long sequence, int fields) {
    digest.streamEntry(millis, sequence, fields);
  }

  @Override
  public void streamField(Slice field, Slice value) {
    digest.streamField(field, value);
  }

  @Override
  public void streamInfo(StreamInfo info) {
    digest.streamInfo(info);
  }

  @Override
  public void streamGroup(Slice name, StreamId lastDelivered, long entriesRead) {
    waits = false;
    digest.streamGroup(name, lastDelivered, UNKNOWN);
  }

  @Override
  public void streamPending(long millis, long sequence, long deliveredAtMillis, long deliveries) {
    digest.streamPending(millis, sequence, deliveredAtMillis, deliveries);
  }

  @Override
  public void streamConsumer(Slice name, long seenAtMillis, long activeAtMillis) {
    if (idleConsumers) {
      digest.streamConsumer(name, seenAtMillis, activeAtMillis);
      return;
    }
    byte[] copy = name.toByteArray();
    waiting.set(ByteBuffer.wrap(copy), 0, copy.length);
    waits = true;
  }

  @Override
  public void streamConsumerPending(long millis, long sequence) {
    if (waits) {
      waits = false;
      digest.streamConsumer(waiting, UNKNOWN, UNKNOWN);
    }
    digest.streamConsumerPending(millis, sequence);
  }

  @Override
  public void streamReleased(long millis, long sequence) {
    digest.streamReleased(millis, sequence);
  }

  @Override
  public void streamIdempotency(long durationSeconds, long maxEntries) {
    digest.streamIdempotency(durationSeconds, maxEntries);
  }

  @Override
  public void streamProducer(Slice producer) {
    digest.streamProducer(producer);
  }

  @Override
  public void streamProducerEntry(Slice idempotentId, long millis, long sequence) {
    digest.streamProducerEntry(idempotentId, millis, sequence);
  }

  @Override
  public void streamIdempotencyCounters(long added, long duplicates) {
    digest.streamIdempotencyCounters(added, duplicates);
  }

  @Override
  public void end() throws IOException {
    digest.end();
  }
}
