package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.StreamId;
import io.redismigration.redis.value.StreamInfo;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;

/**
 * Refuses the parts of streams, modules' values and arrays, which have no commands to write them
 * by.
 */
abstract class UnsupportedValues implements ValueVisitor {

  abstract EngineException unsupported();

  @Override
  public void stringChunk(Slice chunk) throws IOException {
    throw unsupported();
  }

  @Override
  public void listElement(Slice element) throws IOException {
    throw unsupported();
  }

  @Override
  public void setMember(Slice member) throws IOException {
    throw unsupported();
  }

  @Override
  public void zsetMember(Slice member, double score) throws IOException {
    throw unsupported();
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamEntry(long millis, long sequence, int fields) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamField(Slice field, Slice value) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamInfo(StreamInfo info) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamGroup(Slice name, StreamId lastDelivered, long entriesRead) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamPending(long millis, long sequence, long deliveredAtMillis, long deliveries) {
    throw unsupported();
  }

  @Override
  public void streamConsumer(Slice name, long seenAtMillis, long activeAtMillis)
      throws IOException {
    throw unsupported();
  }

  @Override
  public void streamConsumerPending(long millis, long sequence) throws IOException {
    throw unsupported();
  }

  @Override
  public void streamReleased(long millis, long sequence) {
    throw unsupported();
  }

  @Override
  public void streamIdempotency(long durationSeconds, long maxEntries) {
    throw unsupported();
  }

  @Override
  public void streamProducer(Slice producer) {
    throw unsupported();
  }

  @Override
  public void streamProducerEntry(Slice idempotentId, long millis, long sequence) {
    throw unsupported();
  }

  @Override
  public void streamIdempotencyCounters(long added, long duplicates) {
    throw unsupported();
  }

  @Override
  public void moduleId(long id) {
    throw unsupported();
  }

  @Override
  public void moduleNumber(int opcode, long bits) {
    throw unsupported();
  }

  @Override
  public void moduleString(Slice text) {
    throw unsupported();
  }

  @Override
  public void arrayInfo(long insertIndex) {
    throw unsupported();
  }

  @Override
  public void arrayString(long index, Slice element) {
    throw unsupported();
  }

  @Override
  public void arrayNumber(long index, boolean isDouble, long bits) {
    throw unsupported();
  }
}
