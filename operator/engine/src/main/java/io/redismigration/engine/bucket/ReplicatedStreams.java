package io.redismigration.engine.bucket;

import io.redismigration.redis.rdb.ValueKind;
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
 * (redis 7.0 t_stream.c, streamPropagateXCLAIM); and consumers that were made by a read that found
 * nothing (seen up to redis 8.0), so that those without pending entries do not count.
 */
public final class ReplicatedStreams implements ValueVisitor {
  private static final long UNKNOWN = -1;

  private final CanonicalDigest digest;
  private final Slice waiting = new Slice();
  private boolean waits;

  public ReplicatedStreams(CanonicalDigest digest) {
    this.digest = digest;
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
